// What this browser remembers: the ids of jobs that it made here, and nothing else. Nobody can list jobs, so without it they are lost.

const PLACE = 'kuotu.studio.jobs';
const MOST = 24;

function read() {
  try {
    const ids = JSON.parse(localStorage.getItem(PLACE) ?? '[]');
    return Array.isArray(ids) ? ids.filter((id) => /^job_[0-9a-z]{26}$/.test(id)) : [];
  } catch {
    return []; // storage may be forbidden, or somebody else's
  }
}

function write(ids) {
  try {
    localStorage.setItem(PLACE, JSON.stringify(ids.slice(0, MOST)));
  } catch {
    // then they are remembered for as long as the page is open
  }
}

/** Latest first. */
export const jobs = read;

export function remember(id) {
  write([id, ...read().filter((known) => known !== id)]);
}

export function forget(id) {
  write(read().filter((known) => known !== id));
}

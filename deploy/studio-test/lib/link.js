// A link between browser and gateway that can be cut: what is under way breaks off, what is new is refused.
import { connect, createServer } from 'node:net';

export class Link {
  #to;
  #sockets = new Set();
  #isCut = false;
  #server = createServer((near) => this.#pass(near));
  port = 0;

  /** @param {() => number} to the port behind it, asked anew for each connection */
  constructor(to) {
    this.#to = to;
  }

  async open() {
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.port = this.#server.address().port;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  #pass(near) {
    if (this.#isCut) return near.destroy();
    const far = connect(this.#to(), '127.0.0.1');
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => (this.#sockets.delete(socket), near.destroy(), far.destroy()));
    }
    near.pipe(far).pipe(near);
  }

  cut() {
    this.#isCut = true;
    this.#sockets.forEach((socket) => socket.destroy());
  }

  mend() {
    this.#isCut = false;
  }

  async close() {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

"use strict";
// Light or dark as the reader's system is, also when it changes.
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const dress = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", dress);
dress();

window.SwaggerUIBundle({
  url: "/openapi.yaml",
  dom_id: "#docs",
  deepLinking: true,
  defaultModelRendering: "example",
  defaultModelsExpandDepth: 0,
  docExpansion: "list",
  displayRequestDuration: true,
  // a key that is typed in here is forgotten with the page
  persistAuthorization: false,
  validatorUrl: null,
  // what is tried out goes to the gateway that serves this page, whatever its address
  responseInterceptor: (response) => {
    if (response.url.endsWith("/openapi.yaml")) {
      response.text = response.text.replace("http://localhost:8080", window.location.origin);
    }
    return response;
  },
});

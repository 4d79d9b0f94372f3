/* A button for the browser's own print dialog; without a script the browser's menu does it. */
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());

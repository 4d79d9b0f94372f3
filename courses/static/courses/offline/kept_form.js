/* A form on a kept page: while nobody's part of this phone is open nothing is written down, and she is told so. */

const pieu = window.pieu;

document.addEventListener(
  "submit",
  (event) => {
    if (!pieu.learning.isKept || pieu.outbox.owner()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    pieu.toast(document.querySelector("[data-locked]").textContent.trim());
    document.querySelector("[data-locked]").scrollIntoView({ block: "center" });
  },
  true,
);

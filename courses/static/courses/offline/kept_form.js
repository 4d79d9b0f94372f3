/* A form on a saved page: while no vault is open, don't store anything and show a message. */

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

/* Drag lessons and steps into order by a grip. Without this script, buttons move them up and down. */

const GRIP =
  '<svg class="icon" width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true"><circle cx="9" cy="5" r="1"/><circle cx="9" cy="12" r="1"/><circle cx="9" cy="19" r="1"/><circle cx="15" cy="5" r="1"/><circle cx="15" cy="12" r="1"/><circle cx="15" cy="19" r="1"/></svg>';

for (const list of document.querySelectorAll("[data-sortable]")) {
  const rows = () => [...list.querySelectorAll(":scope > [data-id]")];
  if (rows().length < 2) continue;
  const before = rows().map((row) => row.dataset.id).join();
  for (const row of rows()) {
    // For pointers only: keyboards and screen readers use the buttons next to it.
    const grip = Object.assign(document.createElement("span"), { className: "button button--small button--quiet editor-grip" });
    grip.setAttribute("aria-hidden", "true");
    grip.innerHTML = GRIP;
    row.querySelector(".editor-arrange")?.append(grip);
    grip.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      grip.setPointerCapture(event.pointerId);
      row.toggleAttribute("data-dragged", true);
    });
    grip.addEventListener("pointermove", (event) => {
      if (!row.hasAttribute("data-dragged")) return;
      // Near the edges of the screen the list scrolls; the app's bar covers the lower edge.
      if (event.clientY < 100) scrollBy(0, -14);
      else if (event.clientY > innerHeight - 140) scrollBy(0, 14);
      const over = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-id]");
      if (!over || over === row || over.parentElement !== list) return;
      const box = over.getBoundingClientRect();
      over[event.clientY > box.top + box.height / 2 ? "after" : "before"](row);
    });
    const drop = () => {
      if (!row.hasAttribute("data-dragged")) return;
      row.removeAttribute("data-dragged");
      const order = rows().map((each) => each.dataset.id).join();
      const form = list.parentElement.querySelector("form[data-order]");
      if (order === before || !form) return;
      form.elements.id.value = row.dataset.id;
      form.elements.order.value = order;
      form.requestSubmit();
    };
    grip.addEventListener("pointerup", drop);
    grip.addEventListener("pointercancel", drop);
  }
}

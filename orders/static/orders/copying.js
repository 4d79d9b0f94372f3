/* <button data-copy-text="#field" data-copied="Đã chép">: copies the text of the field or element (of <data> its value) to
   the clipboard and then shows data-copied. */

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy-text]");
  if (!button) return;
  const field = document.querySelector(button.dataset.copyText);
  const words = button.querySelector("span");
  try {
    await navigator.clipboard.writeText(field.value ?? field.textContent.trim());
    words.textContent = button.dataset.copied;
  } catch {
    // Not allowed, or no https: select the field, so that the phone's own menu can copy it.
    if (field.select) {
      field.focus();
      field.select();
    } else {
      getSelection().selectAllChildren(field);
    }
  }
});

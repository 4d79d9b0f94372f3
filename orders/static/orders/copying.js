/* <button data-copy-text="#field" data-copied="Đã chép">: the words of the field or element to the clipboard, of <data> its value, and the button says so. */

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy-text]");
  if (!button) return;
  const field = document.querySelector(button.dataset.copyText);
  const words = button.querySelector("span");
  try {
    await navigator.clipboard.writeText(field.value ?? field.textContent.trim());
    words.textContent = button.dataset.copied;
  } catch {
    // Not allowed, or no https: the field is marked, and her own phone offers to copy.
    if (field.select) {
      field.focus();
      field.select();
    } else {
      getSelection().selectAllChildren(field);
    }
  }
});

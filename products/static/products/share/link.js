/* <button data-share-link="address" data-share-title="name" data-copied="words">: opens the phone's own share sheet. If the
   browser has none, it copies the address and shows data-copied. */

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-share-link]");
  if (!button) return;
  const url = button.dataset.shareLink;
  try {
    if (navigator.share) {
      await navigator.share({ title: button.dataset.shareTitle, url });
      document.dispatchEvent(new Event("shared"));
      return;
    }
    await navigator.clipboard.writeText(url);
    button.querySelector("span").textContent = button.dataset.copied;
  } catch (error) {
    // Closing the share sheet is no error. Without https nothing can be copied: show the address to copy by hand.
    if (error.name !== "AbortError") button.querySelector("span").textContent = url;
  }
});

/* data-share-picture="address": opens the phone's own share sheet with the picture as a file and the caption as text. If the
   browser can't share (no https, a desktop), it saves the picture, copies the caption and shows a message. */

const kit = document.querySelector("[data-share]");
const word = kit.querySelector("[data-share-word]");
const caption = document.querySelector("#caption");

async function picture(address) {
  // Use the path only: the page may be open under another name of the site.
  const answer = await fetch(new URL(address).pathname);
  if (!answer.ok) throw new Error(answer.status);
  return new File([await answer.blob()], address.split("/").pop(), { type: "image/jpeg" });
}

async function saved(file) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  try {
    await navigator.clipboard.writeText(caption.value);
  } catch {
    caption.focus();
    caption.select();
  }
  word.hidden = false;
}

kit.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-share-picture]");
  if (!button || button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  try {
    const file = await picture(button.dataset.sharePicture);
    const what = { files: [file], title: kit.dataset.shareTitle, text: caption.value };
    if (navigator.canShare?.(what)) {
      await navigator.share(what);
      document.dispatchEvent(new Event("shared"));
    } else await saved(file);
  } catch (error) {
    // Closing the share sheet is no error. After any other error, open the picture itself.
    if (error.name !== "AbortError") location.assign(new URL(button.dataset.sharePicture).pathname);
  } finally {
    button.removeAttribute("aria-busy");
  }
});

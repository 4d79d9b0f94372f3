/* data-share-picture="address": the phone's own share sheet with the picture as a file and the caption as words. Where a browser
   can't (no https, a desktop), the picture is saved and the words are copied, and the page says so. */

const kit = document.querySelector("[data-share]");
const word = kit.querySelector("[data-share-word]");
const caption = document.querySelector("#caption");

async function picture(address) {
  // The picture is of this site, whatever name the site is opened under.
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
    if (navigator.canShare?.(what)) await navigator.share(what);
    else await saved(file);
  } catch (error) {
    // She closed the sheet: that is no error. Anything else leaves her the plain address of the picture.
    if (error.name !== "AbortError") location.assign(new URL(button.dataset.sharePicture).pathname);
  } finally {
    button.removeAttribute("aria-busy");
  }
});

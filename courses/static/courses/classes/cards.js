/* Reads the QR of a member's card with the camera, where the browser can; elsewhere the number is typed.

   Put [data-scan] into a form with an input [data-card]: the number is filled in and the form is sent. */

const EVERY = 250; // milliseconds between two reads: a cheap phone stays cool
const SAME = 4000; // milliseconds in which the same number counts as the same card

async function start(box) {
  const form = box.closest("form");
  const view = box.querySelector("video");
  const button = box.querySelector("[data-scan-start]");
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    box.querySelector("[data-scan-problem]").hidden = false;
    return;
  }
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  view.srcObject = stream;
  view.hidden = false;
  button.hidden = true;
  await view.play().catch(() => {});
  let last = "";
  let seen = 0;
  const look = async () => {
    if (!stream.active || !box.isConnected) return;
    const [found] = await detector.detect(view).catch(() => []);
    const card = found && /(?:#so=|^)([1-9][0-9]{7})$/.exec(found.rawValue)?.[1];
    if (card && (card !== last || Date.now() - seen > SAME) && form.getAttribute("aria-busy") !== "true") {
      last = card;
      form.querySelector("[data-card]").value = card;
      navigator.vibrate?.(80);
      form.requestSubmit();
    }
    if (card) seen = Date.now();
    setTimeout(look, EVERY);
  };
  look();
  addEventListener("pagehide", () => stream.getTracks().forEach((track) => track.stop()));
}

if ("BarcodeDetector" in window && navigator.mediaDevices) {
  BarcodeDetector.getSupportedFormats().then(
    (formats) => {
      if (!formats.includes("qr_code")) return;
      for (const box of document.querySelectorAll("[data-scan]")) {
        box.hidden = false;
        box.querySelector("[data-scan-start]").addEventListener("click", () => start(box));
      }
    },
    () => {},
  );
}

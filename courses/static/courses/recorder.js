/* Record a voice in the page: one tap begins, the next one ends and sends it; the button counts. Where the browser can't, a
   file is chosen. */

const TYPES = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
const LONGEST = 10 * 60_000;

for (const box of document.querySelectorAll("[data-recorder]")) {
  const type = window.MediaRecorder && TYPES.find((each) => MediaRecorder.isTypeSupported(each));
  if (!type || !navigator.mediaDevices) continue;
  const form = box.closest("form");
  const button = box.querySelector("button");
  const words = button.querySelector("[data-words]");
  box.hidden = false;
  let recorder = null;
  let counting;

  const show = (isOn) => {
    button.setAttribute("aria-pressed", String(isOn));
    words.textContent = isOn ? box.dataset.stop : box.dataset.record;
    clearInterval(counting);
    if (!isOn) return;
    const begun = Date.now();
    const count = Object.assign(document.createElement("span"), { className: "editor-count", textContent: "0:00" });
    count.setAttribute("aria-hidden", "true");
    words.append(" ", count);
    counting = setInterval(() => {
      const seconds = Math.floor((Date.now() - begun) / 1000);
      count.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    }, 500);
  };

  button.addEventListener("click", async () => {
    if (recorder?.state === "recording") return recorder.stop();
    button.disabled = true;
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, noiseSuppression: true } });
    } catch {
      form.querySelector(":scope > [data-state]").textContent = box.dataset.refused;
      return;
    } finally {
      button.disabled = false;
    }
    const pieces = [];
    recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 32_000 });
    recorder.addEventListener("dataavailable", ({ data }) => data.size && pieces.push(data));
    recorder.addEventListener("stop", async () => {
      clearTimeout(clock);
      for (const track of stream.getTracks()) track.stop();
      show(false);
      const ending = type.includes("mp4") ? "m4a" : type.includes("ogg") ? "ogg" : "webm";
      const moment = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
      const file = new File(pieces, `giong-${moment}.${ending}`, { type });
      if (file.size) await window.pieu.upload(form, file);
    });
    recorder.start(1000);
    const clock = setTimeout(() => recorder.state === "recording" && recorder.stop(), LONGEST);
    show(true);
  });
}

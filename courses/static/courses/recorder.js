/* Record a voice in the page: one tap begins, the next one ends and sends it. Where the browser can't, a file is chosen. */

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

  const show = (isOn) => {
    button.setAttribute("aria-pressed", String(isOn));
    words.textContent = isOn ? box.dataset.stop : box.dataset.record;
  };

  button.addEventListener("click", async () => {
    if (recorder?.state === "recording") return recorder.stop();
    button.disabled = true;
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, noiseSuppression: true } });
    } catch {
      form.querySelector("[data-state]").textContent = box.dataset.refused;
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

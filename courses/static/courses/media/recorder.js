/* Record a voice in the page: one tap starts, the next one stops; the button counts. A form that uploads in pieces sends it
   at once. In other forms it is put into the file field, can be played, and is sent with the form. data-seconds: the
   longest recording. If the browser can't record, a file is chosen; one larger than data-most bytes is rejected with a
   message. */

const TYPES = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
const pieu = (window.pieu ??= {});

for (const box of document.querySelectorAll("[data-recorder]")) {
  const form = box.closest("form");
  const { record, stop: ending, again, refused, large, field, most, seconds = 600 } = box.dataset;
  const input = form.elements[field];
  const tell = (text) => {
    const place = form.querySelector(":scope > [data-state]") ?? box.querySelector("[data-state]");
    place.textContent = text;
  };
  input?.addEventListener("change", () => {
    const isLarge = input.files[0]?.size > Number(most);
    if (isLarge) input.value = "";
    tell(isLarge ? large : "");
    hear();
  });
  const heard = box.querySelector("audio");
  const hear = () => {
    if (!heard) return;
    URL.revokeObjectURL(heard.src);
    const [file] = input.files;
    heard.hidden = !file;
    if (file) heard.src = URL.createObjectURL(file);
    else heard.removeAttribute("src");
  };

  const type = window.MediaRecorder && TYPES.find((each) => MediaRecorder.isTypeSupported(each));
  if (!type || !navigator.mediaDevices) continue;
  const button = box.querySelector("button");
  const words = button.querySelector("[data-words]");
  box.hidden = false;
  let recorder = null;
  let counting;

  const show = (isOn) => {
    button.setAttribute("aria-pressed", String(isOn));
    words.textContent = isOn ? ending : (again ?? record);
    clearInterval(counting);
    if (!isOn) return;
    const begun = Date.now();
    const count = Object.assign(document.createElement("span"), { className: "recorder__count", textContent: "0:00" });
    count.setAttribute("aria-hidden", "true");
    words.append(" ", count);
    counting = setInterval(() => {
      const passed = Math.floor((Date.now() - begun) / 1000);
      count.textContent = `${Math.floor(passed / 60)}:${String(passed % 60).padStart(2, "0")}`;
    }, 500);
  };
  const stop = () => recorder?.state === "recording" && recorder.stop();

  button.addEventListener("click", async () => {
    if (recorder?.state === "recording") return stop();
    button.disabled = true;
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, noiseSuppression: true } });
    } catch {
      return tell(refused);
    } finally {
      button.disabled = false;
    }
    tell("");
    const pieces = [];
    recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: input ? 24_000 : 32_000 });
    recorder.addEventListener("dataavailable", ({ data }) => data.size && pieces.push(data));
    const ended = new Promise((resolve) => recorder.addEventListener("stop", resolve));
    if (input) (pieu.pending ??= new Set()).add(ended);
    recorder.start(1000);
    const clock = setTimeout(stop, seconds * 1000);
    show(true);
    await ended;
    clearTimeout(clock);
    for (const track of stream.getTracks()) track.stop();
    show(false);
    const name = type.includes("mp4") ? "m4a" : type.includes("ogg") ? "ogg" : "webm";
    const moment = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
    const file = new File(pieces, `giong-${moment}.${name}`, { type });
    if (file.size && input) {
      const files = new DataTransfer();
      files.items.add(file);
      input.files = files.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    pieu.pending?.delete(ended);
    if (file.size && !input) await pieu.upload(form, file);
  });
  // Sending the form stops the recording.
  form.addEventListener("submit", stop, true);
}

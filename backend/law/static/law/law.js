// The quick way out, and reading a page aloud with the phone's own Vietnamese voice.

const exit = document.querySelector("[data-quick-exit]");
exit?.addEventListener("click", (event) => {
  event.preventDefault();
  // replace: "Back" doesn't lead to the page that she left.
  location.replace(exit.href);
});

// What she typed isn't behind "Back": the shown search gives its place in the history to the empty one.
if (document.querySelector("[data-forget-search]")) {
  const empty = new URL(location.href);
  empty.searchParams.delete("q");
  history.replaceState(history.state, "", empty);
  window.addEventListener("pageshow", (event) => {
    // A browser that kept the whole page would show her words again.
    if (event.persisted) location.reload();
  });
}

const place = document.querySelector("[data-listen-here]");
const speech = window.speechSynthesis;
if (place && speech) {
  const button = place.querySelector("[data-read-aloud]");
  const label = button.querySelector("span");
  const listen = label.textContent;
  const voice = () => speech.getVoices().find((each) => each.lang.toLowerCase().startsWith("vi"));
  const show = () => {
    place.hidden = !voice();
  };
  const quiet = () => {
    label.textContent = listen;
    button.setAttribute("aria-pressed", "false");
  };
  show();
  // Phones load their voices after the page.
  speech.addEventListener?.("voiceschanged", show);
  button.addEventListener("click", () => {
    if (speech.speaking) {
      speech.cancel();
      quiet();
      return;
    }
    const texts = [...document.querySelectorAll("[data-read]")].map((each) => each.textContent.trim());
    texts.forEach((text, at) => {
      const part = new SpeechSynthesisUtterance(text);
      part.lang = "vi-VN";
      part.voice = voice();
      part.rate = 0.9;
      if (at === texts.length - 1) part.addEventListener("end", quiet);
      speech.speak(part);
    });
    label.textContent = button.dataset.pause;
    button.setAttribute("aria-pressed", "true");
  });
  window.addEventListener("pagehide", () => speech.cancel());
}

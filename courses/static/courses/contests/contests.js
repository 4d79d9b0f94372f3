// Counts down the remaining time that the server sent. The server's clock decides; this only shows it.

const timer = document.querySelector("[data-timer]");

if (timer) {
  const words = timer.querySelector("[data-timer-words]");
  const end = performance.now() + Number(timer.dataset.left) * 1000;
  const show = () => {
    const left = Math.max(0, Math.round((end - performance.now()) / 1000));
    const two = (number) => String(number).padStart(2, "0");
    words.textContent = `${Math.floor(left / 3600)}:${two(Math.floor(left / 60) % 60)}:${two(left % 60)}`;
    if (left === 0) {
      clearInterval(ticking);
      location.replace(location.pathname);
    }
  };
  const ticking = setInterval(show, 1000);
}

// A page restored from the back/forward cache shows an old clock.
addEventListener("pageshow", (event) => event.persisted && location.reload());

// Show the offer of English to a foreign browser whose reader has chosen no language yet. The page is the same for all
// readers, because shared caches store it; so this is decided here.
(() => {
  "use strict";
  const offer = document.querySelector(".english-offer");
  const isForeign = navigator.languages.length > 0 && !navigator.languages.some((tag) => /^vi\b/i.test(tag));
  const hasChosen = /(^|; )django_language=/.test(document.cookie) || /[?&]lang=/.test(location.search);
  if (offer && isForeign && !hasChosen) offer.hidden = false;
})();

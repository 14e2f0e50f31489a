// Ce qui ne tient pas se compte : une diapositive raccourcit ses listes plutôt que de rapetisser ou d'être coupée.
(() => {
  if (window.socleAjustement) return;
  window.socleAjustement = true;
  const haut = (nom) => document.querySelector(`.st-key-reunion_${nom}`)?.offsetHeight ?? 0;
  const MARGE = 42, ETROIT = 800;
  let vue = null, mesures = "";
  // Ce qui reste à dire est ce que le serveur n'a pas envoyé, et ce que l'écran ne montre pas.
  const compter = (liste) => {
    const note = liste.closest(".liste").querySelector(".reste");
    const reste = Number(note.dataset.reste) + [...liste.children].filter((ligne) => ligne.hidden).length;
    note.textContent = reste ? `… et ${reste} autre${reste > 1 ? "s" : ""}` : "";
  };
  const ajuster = () => {
    const diapo = document.querySelector(".diapo");
    if (!diapo) return;
    const debut = diapo.getBoundingClientRect().top + document.querySelector(".stMain").scrollTop;
    const place = Math.floor(innerHeight - debut - haut("liens") - haut("touches") - MARGE);
    const lues = `${innerWidth} ${place} ${diapo.clientWidth}`;
    if (vue === diapo && lues === mesures) return;
    [vue, mesures] = [diapo, lues];
    const listes = [...diapo.querySelectorAll(".liste :is(tbody, ul, ol)")];
    const etroit = innerWidth < ETROIT;
    diapo.style.minHeight = etroit ? "" : `${place}px`;
    for (const liste of listes) {
      for (const ligne of liste.children) ligne.hidden = false;
      compter(liste);
    }
    // Sur un téléphone, la page défile.
    while (!etroit && diapo.offsetHeight > place) {
      const montrees = listes.map((liste) => [...liste.children].filter((ligne) => !ligne.hidden));
      const longue = montrees.reduce((a, b) => (b.length > a.length ? b : a), []);
      if (longue.length < 2) break;
      longue.at(-1).hidden = true;
      compter(longue[0].parentElement);
    }
  };
  const bientot = () => requestAnimationFrame(ajuster);
  new MutationObserver(bientot).observe(document.body, { childList: true, subtree: true, characterData: true });
  addEventListener("resize", bientot);
  // Une police arrivée après le texte en change la taille.
  document.fonts.ready.then(() => { mesures = ""; bientot(); });
})();

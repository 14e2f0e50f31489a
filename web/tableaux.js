/* Les tableaux (vues/elements/tableau_html.py) : rangés par leurs vraies valeurs, ouverts d'un clic ou de la touche Entrée. */
(() => {
  /* Tableau → [colonne, sens] : rangé, il le reste quand la page se redessine. */
  const retenus = new Map();
  const comparer = new Intl.Collator("fr", { numeric: true, sensitivity: "base" }).compare;
  const lire = (ligne, colonne) => {
    const cellule = ligne.cells[colonne];
    if (cellule.classList.contains("v")) return null;
    return "v" in cellule.dataset ? Number(cellule.dataset.v) : cellule.textContent;
  };
  const ranger = (cadre, colonne, sens) => {
    const [corps] = cadre.querySelector("table").tBodies;
    const lignes = [...corps.rows].map((ligne) => [lire(ligne, colonne), ligne]);
    /* Une absence n'est ni petite ni grande : à la fin, dans les deux sens. */
    lignes.sort(([a], [b]) =>
      a === null || b === null ? (a === null) - (b === null)
        : sens * (typeof a === "number" && typeof b === "number" ? a - b : comparer(a, b)));
    corps.append(...lignes.map(([, ligne]) => ligne));
    [...cadre.querySelectorAll("th")].forEach((titre, rang) =>
      titre.setAttribute("aria-sort", rang !== colonne ? "none" : sens > 0 ? "ascending" : "descending"));
  };
  /* Une adresse de ce site s'ouvre sans recharger la page : Streamlit suit le bouton «précédent», donc l'historique. */
  const aller = (adresse) => {
    history.pushState({}, "", adresse);
    dispatchEvent(new PopStateEvent("popstate"));
  };
  addEventListener("click", (clic) => {
    const cadre = clic.target.closest?.(".socle-tableau");
    if (!cadre) return;
    const tete = clic.target.closest("th");
    if (tete?.querySelector("button")) {
      const sens = tete.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      retenus.set(cadre.dataset.cle, [tete.cellIndex, sens, tete.textContent]);
      ranger(cadre, tete.cellIndex, sens);
      return;
    }
    if (clic.target.closest(".tout")) return void cadre.classList.add("entier");
    const ligne = clic.target.closest("tbody tr");
    if (!ligne || clic.button || clic.ctrlKey || clic.metaKey || clic.shiftKey || String(getSelection())) return;
    const lien = ligne.querySelector("a[data-vue]");
    if (!lien) return void ligne.classList.toggle("deplie");
    clic.preventDefault();
    aller(lien.href);
  });
  const preparer = (cadre) => {
    cadre.dataset.vu = "1";
    const [colonne, sens, titre] = retenus.get(cadre.dataset.cle) ?? [];
    if (titre && cadre.querySelectorAll("th")[colonne]?.textContent === titre) ranger(cadre, colonne, sens);
    const reste = Number(cadre.dataset.n);
    if (reste <= 6) return;
    const bouton = document.createElement("button");
    bouton.type = "button";
    bouton.className = "tout";
    bouton.textContent = `Voir les ${reste} lignes`;
    cadre.append(bouton);
  };
  new MutationObserver(() => document.querySelectorAll(".socle-tableau:not([data-vu])").forEach(preparer))
    .observe(document, { childList: true, subtree: true });
})();

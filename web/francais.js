/* Les mots de Streamlit, dits en français : le contour (menus, boutons, noms accessibles), jamais une donnée.
   `mots` : phrase entière → la nôtre. `motifs` : [expression, remplacement], pour une phrase qui porte un nombre ou un nom. */
(({ mots, motifs }) => {
  /* Les phrases que le navigateur choisit (lecteurs d'écran, calendriers) suivent la page, non le poste. */
  for (const [nom, valeur] of [["language", "fr-FR"], ["languages", ["fr-FR", "fr"]]])
    Object.defineProperty(navigator, nom, { get: () => valeur, configurable: true });
  const NOMS = ["aria-label", "title", "placeholder", "alt"];
  /* Ce qui vient de l’édition ou de la personne se lit tel quel ; le nom d’une icône est l’icône. */
  const DONNEES = "td, [data-testid=stIconMaterial], [role=gridcell], textarea, .stMarkdown, .stAlert, .stHtml, iframe, script, style";
  const essais = motifs.map(([de, vers]) => [new RegExp(`^${de}$`), vers]);
  const dire = (dit) => {
    const mot = dit.trim();
    if (!/[A-Za-z]/.test(mot) || mot.length > 200) return null;
    if (Object.hasOwn(mots, mot)) return mots[mot];
    for (const [de, vers] of essais) if (de.test(mot)) return mot.replace(de, vers);
    return null;
  };
  const texte = (noeud) => {
    const dit = dire(noeud.data);
    if (dit !== null && !noeud.parentElement?.closest(DONNEES)) noeud.data = dit;
  };
  const noms = (element) => {
    for (const nom of NOMS) {
      const recu = element.getAttribute(nom);
      const dit = recu && dire(recu);
      if (dit) element.setAttribute(nom, dit);
    }
  };
  const tout = (racine) => {
    const parcours = document.createTreeWalker(racine, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let noeud = racine; noeud; noeud = parcours.nextNode()) noeud.nodeType === 3 ? texte(noeud) : noms(noeud);
  };
  new MutationObserver((changements) => {
    for (const { type, target, addedNodes } of changements) {
      if (type === "characterData") texte(target);
      else if (type === "attributes") noms(target);
      else for (const noeud of addedNodes) if (noeud.nodeType === 1) tout(noeud); else if (noeud.nodeType === 3) texte(noeud);
    }
  }).observe(document, { childList: true, subtree: true, characterData: true, attributeFilter: NOMS });
})(/* TABLE */);

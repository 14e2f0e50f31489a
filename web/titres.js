/* Le sous-titre d'un graphique tient sur sa ligne tant qu'elle est assez large ; à l'étroit, il passe à la suivante.
   Plotly ne coupe pas de lui-même ; la place des lignes de plus est déjà dans la marge (figures/graphiques/theme.py). */
(() => {
  const ECART = 1.3;
  const couper = (texte) => {
    const large = texte.ownerSVGElement.clientWidth - 12;
    const lignes = [...texte.querySelectorAll("tspan.line")];
    const neuves = lignes.flatMap((ligne) => {
      if (ligne.getComputedTextLength() <= large || ligne.children.length) return [ligne];
      const tient = Math.floor(ligne.textContent.length * (large / ligne.getComputedTextLength()));
      const morceaux = ligne.textContent.match(new RegExp(`.{1,${Math.max(tient, 12)}}(?:[ ]|$)`, "g")) ?? [];
      return morceaux.map((morceau) => Object.assign(ligne.cloneNode(), { textContent: morceau.trimEnd() }));
    });
    if (neuves.length === lignes.length) return;
    neuves.forEach((ligne, rang) => ligne.setAttribute("dy", `${rang * ECART}em`));
    lignes[0].parentNode.replaceChildren(...neuves);
  };
  let prevu = 0;
  new MutationObserver(() => {
    prevu ||= requestAnimationFrame(() => {
      prevu = 0;
      document.querySelectorAll(".js-plotly-plot .gtitle-subtitle").forEach(couper);
    });
  }).observe(document, { childList: true, subtree: true });
})();

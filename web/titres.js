/* Le sous-titre d'un graphique tient sur sa ligne tant qu'elle est assez large ; à l'étroit, il passe à la suivante.
   Plotly ne coupe pas de lui-même ; la place des lignes de plus est déjà dans la marge (figures/graphiques/theme.py). */
(() => {
  const ECART = 1.3;
  const couper = (texte) => {
    const large = texte.ownerSVGElement.clientWidth - 12;
    /* Dans un onglet fermé, rien ne se mesure. */
    if (large < 100) return;
    const lignes = [...texte.querySelectorAll("tspan.line")];
    const neuves = lignes.flatMap((ligne) => {
      if (ligne.getComputedTextLength() <= large || ligne.children.length) return [ligne];
      const tient = Math.floor(ligne.textContent.length * (large / ligne.getComputedTextLength()));
      const morceaux = [""];
      for (const mot of ligne.textContent.split(" ")) {
        const suite = morceaux.at(-1) ? `${morceaux.at(-1)} ${mot}` : mot;
        if (morceaux.at(-1) && suite.length > tient) morceaux.push(mot);
        else morceaux[morceaux.length - 1] = suite;
      }
      return morceaux.map((morceau) => Object.assign(ligne.cloneNode(), { textContent: morceau }));
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

/* Serveur ou liaison perdus : une bande le dit, ce qui est à l'écran reste lisible, et la page reprend d'elle-même. */
((dire) => {
  let jadis = false, perdue = false, bande = null, depuis = 0;
  const heure = () => new Date().toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" });
  const montrer = (texte, classe) => {
    bande?.remove();
    bande = document.createElement("div");
    bande.id = "socle-liaison";
    bande.className = classe;
    bande.setAttribute("role", "status");
    bande.textContent = texte;
    document.body.append(bande);
  };
  /* La boîte de Streamlit couvrirait ce qui reste lisible : la bande la remplace. */
  const fermer = () => {
    for (const boite of document.querySelectorAll("[role=dialog]"))
      if (dire.boites.some((titre) => boite.textContent.includes(titre))) boite.querySelector("button")?.click();
  };
  const perdre = () => {
    perdue = true;
    montrer(dire.perdue.replace("{heure}", heure()), "perdue");
    fermer();
  };
  const reprendre = () => {
    perdue = false;
    montrer(dire.revenue, "revenue");
    const posee = bande;
    setTimeout(() => posee.remove(), 6000);
  };
  const lire = () => {
    const etat = document.querySelector("[data-test-connection-state]")?.dataset.testConnectionState;
    if (etat === "CONNECTED") {
      clearTimeout(depuis);
      depuis = 0;
      jadis = true;
      if (perdue) reprendre();
    } else if (perdue) fermer();
    /* Une coupure d'un instant se répare sans un mot. */
    else if (jadis && !depuis) depuis = setTimeout(perdre, 1500);
  };
  new MutationObserver(lire).observe(document, {
    childList: true, subtree: true, attributeFilter: ["data-test-connection-state"],
  });
})(/* TABLE */);

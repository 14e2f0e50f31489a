// Le clavier de la présentation : une touche presse le bouton qui la porte. Rien ne se lit ni ne s'écrit ici.
(() => {
  const TOUCHES = {
    ArrowRight: "suivante", PageDown: "suivante", ArrowLeft: "precedente", PageUp: "precedente",
    d: "decider", e: "executer", r: "responsable", Escape: "fermer",
  };
  const bouton = (nom) => document.querySelector(`.st-key-reunion_${nom} button`);
  const saisie = (x) => x.closest("input, textarea, select, [contenteditable], [role=combobox], [role=listbox]");
  if (!window.socleReunion) {
    window.socleReunion = true;
    // En capture : «r» et «c» sont aussi des touches de Streamlit.
    document.addEventListener("keydown", (evenement) => {
      if (!document.querySelector(".diapo") || evenement.ctrlKey || evenement.metaKey || evenement.altKey) return;
      const touche = evenement.key.length === 1 ? evenement.key.toLowerCase() : evenement.key;
      if (evenement.key !== "Escape" && saisie(evenement.target)) return;
      if (touche === "f") {
        document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
      } else if (!TOUCHES[touche]) {
        if (touche === "c") evenement.stopPropagation();
        return;
      } else {
        // Une liste ouverte se ferme d'abord.
        if (touche === "Escape" && document.querySelector("[data-baseweb=popover] [role=listbox]")) return;
        bouton(TOUCHES[touche])?.click();
      }
      evenement.preventDefault();
      evenement.stopPropagation();
    }, true);
    // Un panneau qui s'ouvre prend le clavier : on y écrit aussitôt.
    let ouvert = "";
    new MutationObserver(() => {
      const panneau = document.querySelector(".st-key-reunion_panneau");
      const nom = panneau ? [...panneau.classList].join(" ") + location.search : "";
      const champ = panneau?.querySelector("textarea, input");
      if (nom === ouvert || (panneau && !champ)) return;
      ouvert = nom;
      champ?.focus();
    }).observe(document.body, { childList: true, subtree: true });
  }
})();

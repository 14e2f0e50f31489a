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
    // Deux touches pressées vite font deux pas : la seconde attend que la page ait fini la première.
    const attente = [];
    let ouvert = null, perdue = false, refus = "", tenu = "", depuis = 0, echappe = 0, presse = "", limite = 0;
    // Le temps court aussi quand personne ne change de diapositive ; le serveur le redit à chacune.
    const compter = () => {
      const horloge = document.querySelector(".horloge[data-reste]");
      if (!horloge) return;
      const { reste, instant } = horloge.dataset;
      if (instant !== tenu) [tenu, depuis] = [instant, Date.now()];
      const minutes = Math.round(reste - (Date.now() - depuis) / 60000);
      const dit = minutes < 0 ? `dépassé de ${-minutes}\u00a0min` : `reste ${minutes}\u00a0min`;
      if (horloge.textContent !== dit) horloge.textContent = dit;
    };
    setInterval(() => {
      compter();
      const { testScriptState: script, testConnectionState: liaison } =
        document.querySelector("[data-testid=stApp]")?.dataset ?? {};
      if (liaison !== "CONNECTED") {
        // Une touche pressée sans liaison ne s'exécute pas plus tard, quand plus personne ne l'attend.
        perdue = true;
        attente.length = 0;
        return;
      }
      if (script !== "notRunning") return;
      if (perdue) {
        // Une séance neuve ne connaît pas encore les boutons : un premier passage les lui apprend.
        perdue = false;
        attente.unshift("reprendre");
      }
      // Un panneau qui s'ouvre prend le clavier, une fois entier : on y écrit aussitôt.
      const panneau = document.querySelector(".st-key-reunion_panneau");
      if (panneau?.querySelector("[data-testid=stSkeleton]")) return;
      const nom = panneau && new URLSearchParams(location.search).get("cle");
      if (nom !== ouvert) {
        const champ = panneau?.querySelector("textarea, input");
        champ?.focus();
        // Un choix plus long que sa boîte se lit de son début, son numéro.
        if (champ?.type === "text") champ.scrollLeft = 0;
        ouvert = nom;
      }
      // Un refus rend le clavier au panneau, d'où il se corrige.
      const dit = panneau?.querySelector(".st-key-reunion_refus")?.textContent ?? "";
      if (dit !== refus) {
        refus = dit;
        if (dit && document.activeElement === document.body) panneau.querySelector("textarea, input")?.focus();
      }
      // Le serveur marque chaque passage : d'ici là, un second clic sur le même bouton n'en ferait qu'un.
      const passage = document.querySelector("[data-passage]")?.dataset.passage;
      if (attente.length && (passage !== presse || Date.now() > limite)) {
        [presse, limite] = [passage, Date.now() + 5000];
        bouton(attente.shift())?.click();
      }
    }, 30);
    // En capture : «r» et «c» sont aussi des touches de Streamlit.
    document.addEventListener("keydown", (evenement) => {
      const panneau = document.querySelector(".st-key-reunion_panneau");
      if (panneau && evenement.ctrlKey && evenement.key === "Enter" && evenement.target.tagName !== "TEXTAREA") {
        // Streamlit ne l'entend que d'un texte de plusieurs lignes, et une liste refermée n'a plus le clavier ; un champ
        // quitté dit d'abord ce qu'il porte.
        evenement.target.blur();
        refus = "";
        setTimeout(() => panneau.querySelector("[data-testid=stFormSubmitButton] button")?.click(), 150);
        evenement.preventDefault();
        // Sans quoi Streamlit l'entend aussi d'un champ d'une ligne, et l'envoie deux fois.
        evenement.stopPropagation();
        return;
      }
      if (!document.querySelector(".diapo") || evenement.ctrlKey || evenement.metaKey || evenement.altKey) return;
      const touche = evenement.key.length === 1 ? evenement.key.toLowerCase() : evenement.key;
      if (evenement.key !== "Escape" && saisie(evenement.target)) return;
      // Un texte commencé ne se perd pas d'une flèche, ni d'une seule touche Échap.
      if (panneau && /suivante|precedente/.test(TOUCHES[touche])) return;
      const liste = document.querySelector("[data-baseweb=popover] [role=listbox]");
      if (touche === "Escape" && !liste && panneau?.querySelector("textarea")?.value && Date.now() - echappe > 3000) {
        echappe = Date.now();
        evenement.target.blur?.();
        evenement.stopPropagation();
        return;
      }
      if (touche === "f") {
        document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
      } else if (!TOUCHES[touche]) {
        if (touche === "c") evenement.stopPropagation();
        return;
      } else {
        // Une liste ouverte se ferme d'abord.
        if (touche === "Escape" && liste) return;
        attente.push(TOUCHES[touche]);
      }
      evenement.preventDefault();
      evenement.stopPropagation();
    }, true);
  }
})();

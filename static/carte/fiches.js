/* Les fiches qui s'ouvrent d'un clic sur la carte. Mêlé à la toile ; tout texte reçu entre par textContent. */
(function () {
  "use strict";
  if (window.SocleFiches || !window.L || !window.SocleDessin) return;
  var D = window.SocleDessin, noeud = D.noeud, LIGNES_MAX = 40;
  var MOIS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
    "novembre", "décembre"];

  window.SocleFiches = {
    _montrer: function (position, contenu) {
      var carte = this._map, avant = {centre: carte.getCenter(), zoom: carte.getZoom()};
      // La fiche pousse la carte pour tenir dans le cadre ; refermée, la carte revient, si personne ne l'a bougée depuis.
      if (this._avant) avant = this._avant;
      this._popup = L.popup({maxWidth: 290, minWidth: 190, autoPanPadding: [20, 20]}).setLatLng(position).setContent(contenu);
      this._popup.openOn(carte);
      carte.getContainer().classList.add("socle-fiche-ouverte");
      var pose = this._popup, soi = this;
      this._avant = avant;
      function lacher() { soi._avant = null; }
      carte.once("dragstart", lacher); carte.once("zoomstart", lacher);
      carte.on("popupclose", function fermee(e) {
        if (e.popup !== pose) return;
        carte.getContainer().classList.remove("socle-fiche-ouverte");
        carte.off("popupclose", fermee); carte.off("dragstart", lacher); carte.off("zoomstart", lacher);
        setTimeout(function () {
          if (!soi._avant || (soi._popup !== pose && soi._popup && soi._popup.isOpen())) return;
          carte.setView(soi._avant.centre, soi._avant.zoom, {animate: false});
          soi._avant = null;
        }, 0);
      });
      var fermer = this._map.getContainer().querySelector(".leaflet-popup-close-button");
      if (fermer) { fermer.setAttribute("aria-label", "Fermer"); fermer.title = "Fermer"; }
    },

    _position: function (i) { return [this._fond.points.lat[i], this._fond.points.lon[i]]; },

    _ouvrirListe: function (membres, ici) {
      var boite = noeud("div", "socle-fiche"), soi = this;
      boite.appendChild(noeud("h4", "", membres.length + (ici ? " points hors du périmètre" : " points au même endroit")));
      membres.slice(0, LIGNES_MAX).forEach(function (i) {
        var bouton = noeud("button", "", soi._fond.points.nom[i]);
        bouton.addEventListener("click", function () { soi._ouvrir(i, ici); });
        boite.appendChild(bouton);
      });
      if (membres.length > LIGNES_MAX) boite.appendChild(noeud("p", "", "… et " + (membres.length - LIGNES_MAX) +
        " autres, dans le tableau sous la carte"));
      this._montrer(ici || this._position(membres[0]), boite);
    },

    _ouvrirMarque: function (sous) {
      var m = sous.marque, boite = noeud("div", "socle-fiche"), liste = noeud("ul");
      boite.appendChild(noeud("h4", "", m.titre));
      m.lignes.forEach(function (texte) { liste.appendChild(noeud("li", "", texte)); });
      boite.appendChild(liste);
      var x = (sous.r.g + sous.r.d) / 2 - this._marge, y = sous.r.h - this._marge;
      this._montrer(this._map.containerPointToLatLng([x, y]), boite);
    },

    _ouvrir: function (i, ici) {
      var f = this._fond, p = f.points, e = this._etat, boite = noeud("div", "socle-fiche"), s = f.statuts[this._statut(i)];
      boite.appendChild(noeud("h4", "", p.nom[i]));
      var ligne = noeud("p", "socle-statut");
      ligne.appendChild(D.pastilleStatut(s)); ligne.appendChild(noeud("span", "", s.libelle));
      boite.appendChild(ligne);
      var liste = noeud("dl"), versServeur = this._versServeur;
      function dire(mot, valeur) {
        if (valeur === null || valeur === undefined || valeur === "") return;
        liste.appendChild(noeud("dt", "", mot)); liste.appendChild(noeud("dd", "", valeur));
      }
      dire("Service", p.type[i] === null ? "n. d." : p.types[p.type[i]]);
      dire("Commune", p.zones[p.zone[i]]);
      var hors = (p.hors || {})[i];
      if (hors) dire("Position reçue", hors[1] + (hors[0] === "inversée" ? " : latitude et longitude semblent inversées" : " : hors du périmètre"));
      dire("Étape", f.etapes[e.etapes.charCodeAt(i) - 48] || "n. d.");
      dire("Dernière visite", visite(e.date, e.ages[i]));
      dire("Usagers", e.usagers[i] < 0 ? "n. d." : milliers(e.usagers[i]) + " depuis le démarrage");
      dire("Source", p.fichiers[p.source[i]] + (!p.ligne[i] ? "" : ", feuille Points, ligne " + p.ligne[i]));
      boite.appendChild(liste);
      var bouton = noeud("button", "socle-vers-fiche", "Ouvrir sa fiche");
      bouton.addEventListener("click", function () { versServeur({point: i}); });
      boite.appendChild(bouton);
      this._montrer(ici || this._position(i), boite);
    }
  };

  function milliers(n) { return String(n).replace(/\B(?=(\d{3})+$)/g, "\u202f"); }

  function visite(date, age) {
    if (age === null || age === undefined || age < 0) return "jamais visité";
    var jour = new Date(date + "T12:00:00Z");
    jour.setUTCDate(jour.getUTCDate() - age);
    var n = jour.getUTCDate();
    return (n === 1 ? "1er" : n) + " " + MOIS[jour.getUTCMonth()] + " " + jour.getUTCFullYear() +
      (age === 0 ? "" : " (" + age + "\u00a0jour" + (age > 1 ? "s" : "") + " avant)");
  }
})();

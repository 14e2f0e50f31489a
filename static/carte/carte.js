/* La carte des services, côté navigateur. Les zones en SVG (atteignables au clavier), le reste sur une toile (toile.js).
   `preparer` pose ce qui ne dépend de rien ; `couche` pose ce que les filtres changent. Les données d'une édition (le
   «fond» : limites, points) ne font pas partie de la carte : la page qui la porte les tient, pour ne les envoyer qu'une fois. */
(function () {
  "use strict";
  if (window.SocleCarte || !window.L || !window.SocleDessin || !window.SocleToile) return;
  var D = window.SocleDessin, noeud = D.noeud, polygones = D.polygones;
  var ATTENTE_MS = 40, ATTENTE_MAX_MS = 30000;

  /* Les autres cadres de la page, et elle-même : même origine, sinon la carte se tient seule. */
  function page() {
    try { return window.parent.document ? window.parent : window; } catch (e) { return window; }
  }

  /* ---- les zones ---- */
  function infobulle(zone, etat) {
    var boite = noeud("div", "socle-infobulle");
    boite.appendChild(noeud("b", "", zone.nom));
    (etat ? etat.lignes : []).forEach(function (texte) { boite.appendChild(noeud("div", "", texte)); });
    return boite;
  }

  function styleZone(etat, cercles, sombre) {
    var style = {color: "#5f6368", weight: 1, fillOpacity: 1, fillColor: sombre ? "#2a363f" : "#f1f3f4", className: "socle-zone"};
    if (!etat) return style;
    if (etat.classe === "inaccessible") style.fillColor = "url(#croisillons)";
    else if (etat.classe === "sans_donnee") style.fillColor = "url(#hachures)";
    else style.fillColor = cercles ? "#fbfaf7" : etat.couleur;
    style.weight = 1.4; style.color = "#3c4043";
    return style;
  }

  function accessible(trace, zone, etat, active) {
    var element = trace.getElement && trace.getElement();
    if (!element) return;
    element.setAttribute("data-code", zone.code);
    if (!active) return;
    element.setAttribute("tabindex", "0"); element.setAttribute("role", "button");
    element.setAttribute("aria-label", [zone.nom].concat(etat ? etat.lignes : []).join(", "));
    element.addEventListener("keydown", function (e) {
      if (e.key !== "Enter" && e.key !== " ") return;
      e.preventDefault();
      trace.fire("click", {latlng: trace.getBounds().getCenter()}, true);
    });
  }

  /* Sur un téléphone, ou dans une fenêtre basse, une carte plus haute que l'écran retiendrait le doigt qui veut faire défiler la page. */
  function ajusterHauteur(carte) {
    var hauteur = window.innerWidth < 600 ? 400 : Math.max(300, Math.min(560, page().innerHeight - 270));
    if (hauteur === carte.getSize().y) return;
    carte.getContainer().style.height = hauteur + "px";
    carte.invalidateSize({animate: false});
    // Après celui de streamlit-folium, qui suit la pose de la couche.
    setTimeout(function () { if (window.Streamlit) window.Streamlit.setFrameHeight(hauteur + 4); }, 0);
  }

  /* ---- le fond, tenu par la page ---- */
  function lireFond(id, suite) {
    var debut = Date.now();
    (function essayer() {
      if (SocleCarte.fond && SocleCarte.fond.id === id) { suite(SocleCarte.fond); return; }
      var porteur = page().document.querySelector('[data-socle-fond="' + id + '"]');
      if (porteur) {
        SocleCarte.fond = L.extend(JSON.parse(porteur.getAttribute("data-contenu")), {id: id});
        deplier(SocleCarte.fond.points);
        suite(SocleCarte.fond);
      } else if (Date.now() - debut < ATTENTE_MAX_MS) setTimeout(essayer, ATTENTE_MS);
      else suite(null);
    })();
  }

  /* Positions en 1/10 000 de degré, lignes en écarts : les formes qui pèsent le moins sur la liaison. */
  function deplier(points) {
    function degres(n) { return n === null ? null : n / 1e4; }
    var ligne = 0;
    points.lat = points.lat.map(degres); points.lon = points.lon.map(degres);
    points.ligne = points.ligne.map(function (ecart) { ligne += ecart; return ligne; });
  }

  function direPanne(carte) {
    carte.getContainer().appendChild(noeud("p", "socle-panne",
      "La carte n’a pas reçu ses données. Rechargez la page ; les tableaux sous la carte restent justes."));
  }

  /* L'heure distingue deux clics de suite au même endroit. */
  function demande(proprietes) {
    return {type: "Feature", properties: L.extend({heure: Date.now()}, proprietes), geometry: null};
  }

  /* ---- ce qui change ---- */
  var Couche = L.FeatureGroup.extend({
    initialize: function (etat) {
      L.FeatureGroup.prototype.initialize.call(this, []);
      this._etat = etat;
    },

    onAdd: function (carte) {
      L.FeatureGroup.prototype.onAdd.call(this, carte);
      var soi = this;
      this._posee = true;
      lireFond(this._etat.fond, function (fond) {
        if (!soi._posee) return;
        if (!fond) { direPanne(carte); return; }
        soi._poser(carte, fond);
      });
    },

    _poser: function (carte, fond) {
      var soi = this, etat = this._etat;
      poserReperes(carte, fond);
      this._poserZones(fond);
      this._legende = L.control({position: etat.bande ? "bottomleft" : "topright"});
      this._legende.onAdd = function () { return D.legende(fond, etat, carte.getSize().x); };
      this._legende.addTo(carte);
      this._legende.getContainer().addEventListener("toggle", function () { carte.fire("resize"); });
      ajusterHauteur(carte);
      L.DomUtil[etat.sombre ? "addClass" : "removeClass"](carte.getContainer(), "socle-sombre");
      SocleCarte.recentrer = function () { cadrer(carte, fond, etat, true); };
      cadrer(carte, fond, etat);
      this.addLayer(new SocleToile(fond, etat, function (proprietes) {
        // streamlit-folium rapporte au serveur le dernier objet cliqué : ce clic-là porte la demande.
        soi.fire("click", {latlng: carte.getCenter(), layer: {toGeoJSON: function () { return demande(proprietes); }}});
      }));
    },

    _poserZones: function (fond) {
      var etat = this._etat, cercles = etat.mode === "cercles";
      etat.traces.forEach(function (code) {
        var zone = fond.zones[code], e = etat.zones[code];
        if (!zone || !zone.forme) return;
        var trace = L.polygon(polygones(zone.forme), L.extend({pane: "zones"}, styleZone(e, cercles, etat.sombre)));
        // Au serveur ne revient que le code : la géométrie n'a pas à refaire le chemin.
        trace.toGeoJSON = function () { return demande({code: code}); };
        trace.bindTooltip(infobulle(zone, e), {sticky: true, className: "socle-tooltip"});
        trace.on("mouseover", function () { trace.setStyle({weight: 2.6, color: "#111111"}); trace.bringToFront(); });
        trace.on("mouseout", function () { trace.setStyle({weight: e ? 1.4 : 1, color: e ? "#3c4043" : "#5f6368"}); });
        trace.on("add", function () { accessible(trace, zone, e, code !== etat.zone); });
        this.addLayer(trace);
      }, this);
    },

    onRemove: function (carte) {
      this._posee = false;
      if (this._legende) this._legende.remove();
      L.FeatureGroup.prototype.onRemove.call(this, carte);
    },

    toGeoJSON: function () { return {type: "FeatureCollection", features: []}; }
  });

  /* Cadre la zone quand elle change ; autrement la vue est à la personne. La page garde la vue de chaque zone : la carte
     redessinée ailleurs (une comparaison qui s'ouvre ou se ferme) la retrouve. */
  function cadrer(carte, fond, etat, voulu) {
    if ((SocleCarte.vue === etat.zone && !voulu) || !fond.zones[etat.zone] || !fond.zones[etat.zone].emprise) return;
    SocleCarte.vue = etat.zone;
    var gardee = !voulu && page().SocleVue, c = fond.zones[etat.zone].emprise;
    if (gardee && gardee.cle === etat.fond + etat.zone + etat.bande) {
      carte.setView(gardee.centre, gardee.zoom, {animate: false});
      return;
    }
    // La légende ouverte garde sa place : elle ne cache pas de zone.
    // (Tailles fixes : à la première pose, la feuille de style peut n'être pas encore arrivée.)
    var x = carte.getSize().x, droite = x >= D.LARGE && !etat.bande ? 270 : 14, bas = x >= 520 && etat.bande ? 215 : 14;
    carte.fitBounds([[c[1], c[0]], [c[3], c[2]]],
      {paddingTopLeft: [14, 14], paddingBottomRight: [droite, bas], animate: false});
  }

  function poserRecentrer(carte) {
    var boite = L.control({position: "topleft"});
    boite.onAdd = function () {
      var cadre = noeud("div", "leaflet-bar"), bouton = noeud("a", "socle-recentrer", "Recentrer");
      bouton.href = "#"; bouton.setAttribute("role", "button"); bouton.title = "Revenir à la zone choisie";
      L.DomEvent.on(bouton, "click", function (e) {
        L.DomEvent.stop(e);
        if (SocleCarte.recentrer) SocleCarte.recentrer();
      });
      cadre.appendChild(bouton);
      return cadre;
    };
    boite.addTo(carte);
  }

  /* Deux cartes côte à côte montrent toujours le même endroit. */
  function accorder(carte) {
    carte.on("moveend", function () {
      if (!SocleCarte.vue || SocleCarte.suit) return;
      var centre = carte.getCenter(), zoom = carte.getZoom();
      page().SocleVue = {cle: SocleCarte.cle, centre: [centre.lat, centre.lng], zoom: zoom};
      autres().forEach(function (autre) {
        autre.suit = true;
        autre.carte.setView(centre, zoom, {animate: false});
        autre.suit = false;
      });
    });
  }

  function autres() {
    var cadres = page().frames, trouvees = [];
    for (var i = 0; i < cadres.length; i++) {
      try {
        var autre = cadres[i] !== window && cadres[i].SocleCarte;
        if (autre && autre.carte && autre.cle === SocleCarte.cle) trouvees.push(autre);
      } catch (e) { continue; /* un cadre d'une autre origine n'est pas une carte */ }
    }
    return trouvees;
  }

  /* Limites des régions, fleuve et régions voisines : posés une fois par fond. */
  function poserReperes(carte, fond) {
    if (SocleCarte.reperes === fond.id) return;
    SocleCarte.reperes = fond.id;
    fond.reperes.forEach(function (code) {
      var zone = fond.zones[code];
      if (zone && zone.forme) L.polygon(polygones(zone.forme),
        {pane: "reperes", interactive: false, fill: false, weight: 2.2, className: "socle-region"}).addTo(carte);
    });
    (fond.voisines || []).forEach(function (v) {
      // Coupées au cadre : un trait de la couleur du fond les sépare sans dessiner le bord de la coupe.
      L.polygon(polygones(v.forme), {pane: "voisines", interactive: false, weight: 1.5, fillOpacity: 1,
        className: "socle-voisine"}).addTo(carte);
    });
    (fond.fleuve || []).forEach(function (f) {
      L.polyline(f.forme.map(D.decoder), {pane: "fleuve", interactive: false, color: "#3f8fc4", weight: 2.2,
        opacity: 0.85}).addTo(carte);
    });
  }

  window.SocleCarte = {
    fond: null,

    preparer: function (carte) {
      this.carte = carte;
      D.poserTrames();
      document.documentElement.lang = "fr";
      [["voisines", 400], ["zones", 410], ["fleuve", 415], ["reperes", 420], ["points", 440]].forEach(function (p) {
        carte.createPane(p[0]).style.zIndex = p[1];
      });
      ["voisines", "fleuve", "reperes", "points"].forEach(function (p) { carte.getPane(p).style.pointerEvents = "none"; });
      L.control.zoom({zoomInTitle: "Zoom avant", zoomOutTitle: "Zoom arrière"}).addTo(carte);
      poserRecentrer(carte);
      L.control.scale({imperial: false, position: "bottomleft"}).addTo(carte);
      // La molette fait défiler la page ; elle ne zoome qu'une fois la carte choisie par un clic.
      carte.scrollWheelZoom.disable();
      carte.on("click", function () { carte.scrollWheelZoom.enable(); });
      carte.on("mouseout", function () { carte.scrollWheelZoom.disable(); });
      carte.getContainer().setAttribute("aria-label", "Carte des services");
      carte.getContainer().setAttribute("role", "region");
      accorder(carte);
    },

    couche: function (etat) {
      this.cle = etat.fond + etat.zone + etat.bande;
      return new Couche(etat);
    }
  };
})();

/* La carte des services, côté navigateur. Reçoit des tableaux de colonnes (jamais un marqueur par point) et dessine :
   les zones en SVG (atteignables au clavier), les points sur une seule toile, la légende.
   Tout texte reçu entre par textContent : aucun HTML n'est composé ici.
   `preparer` pose ce qui ne change pas dans une édition ; `couche` pose ce que les filtres changent. */
(function () {
  "use strict";
  if (window.SocleCarte || !window.L) return;

  var MOIS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
    "novembre", "décembre"];
  var RAYON = 6.5, ECART_GROUPE = 40, ZOOM_SANS_GROUPE = 14;

  function noeud(balise, classe, texte) {
    var n = document.createElement(balise);
    if (classe) n.className = classe;
    if (texte !== undefined && texte !== null) n.textContent = String(texte);
    return n;
  }

  /* ---- géométries : entiers en 1/10 000 de degré, chaque point en écart du précédent (lon, lat) ---- */
  function decoder(anneau) {
    var points = [], x = 0, y = 0;
    for (var i = 0; i < anneau.length; i += 2) {
      x += anneau[i]; y += anneau[i + 1];
      points.push([y / 1e4, x / 1e4]);
    }
    return points;
  }

  function polygones(codes) {
    return codes.map(function (polygone) { return polygone.map(decoder); });
  }

  function contient(codes, position) {
    return (codes || []).some(function (polygone) {
      var anneau = decoder(polygone[0]), dedans = false;
      for (var i = 0, j = anneau.length - 1; i < anneau.length; j = i++) {
        var a = anneau[i], b = anneau[j];
        if ((a[0] > position.lat) !== (b[0] > position.lat) &&
            position.lng < (b[1] - a[1]) * (position.lat - a[0]) / (b[0] - a[0]) + a[1]) dedans = !dedans;
      }
      return dedans;
    });
  }

  /* ---- motifs des deux classes sans chiffre ---- */
  function poserMotifs() {
    if (document.getElementById("socle-motifs")) return;
    var ns = "http://www.w3.org/2000/svg";
    function el(nom, attributs, parent) {
      var e = document.createElementNS(ns, nom);
      for (var cle in attributs) e.setAttribute(cle, attributs[cle]);
      if (parent) parent.appendChild(e);
      return e;
    }
    var svg = el("svg", {id: "socle-motifs", width: 0, height: 0, "aria-hidden": "true"});
    var defs = el("defs", {}, svg);
    function motif(id, fond, traits, couleur) {
      var m = el("pattern", {id: id, width: 8, height: 8, patternUnits: "userSpaceOnUse"}, defs);
      el("rect", {width: 8, height: 8, fill: fond}, m);
      traits.forEach(function (d) { el("path", {d: d, stroke: couleur, "stroke-width": 1.1}, m); });
    }
    var montant = "M-2,2 L2,-2 M0,8 L8,0 M6,10 L10,6", descendant = "M-2,6 L2,10 M0,0 L8,8 M6,-2 L10,2";
    motif("hachures", "#f7f7f5", [montant], "#a3a39d");
    motif("croisillons", "#e6e2dc", [montant, descendant], "#77706a");
    svg.style.position = "absolute";
    document.body.appendChild(svg);
  }

  /* ---- symboles : une forme par statut, la même sur la carte et dans la légende ---- */
  function tracerForme(ctx, forme, x, y, r) {
    ctx.beginPath();
    if (forme === "carre") ctx.rect(x - r * 0.88, y - r * 0.88, r * 1.76, r * 1.76);
    else if (forme === "triangle") {
      ctx.moveTo(x, y - r * 1.15); ctx.lineTo(x + r * 1.1, y + r * 0.8); ctx.lineTo(x - r * 1.1, y + r * 0.8);
      ctx.closePath();
    } else if (forme === "losange") {
      ctx.moveTo(x, y - r * 1.2); ctx.lineTo(x + r * 1.2, y); ctx.lineTo(x, y + r * 1.2); ctx.lineTo(x - r * 1.2, y);
      ctx.closePath();
    } else if (forme === "croix") {
      var a = r * 0.38, b = r * 1.1;
      [[-a, -b], [a, -b], [a, -a], [b, -a], [b, a], [a, a], [a, b], [-a, b], [-a, a], [-b, a], [-b, -a], [-a, -a]]
        .forEach(function (p, i) {
          // La croix est tournée d'un huitième de tour : un ✕, que l'on ne prend pas pour un repère de santé.
          var px = x + (p[0] - p[1]) * 0.7071, py = y + (p[0] + p[1]) * 0.7071;
          if (i) ctx.lineTo(px, py); else ctx.moveTo(px, py);
        });
      ctx.closePath();
    } else ctx.arc(x, y, forme === "petit" ? r * 0.7 : r, 0, 2 * Math.PI);
  }

  function dessinerSymbole(ctx, statut, x, y, r) {
    var vide = statut.forme === "anneau" || statut.forme === "petit";
    tracerForme(ctx, statut.forme, x, y, r);
    ctx.lineJoin = "round";
    ctx.strokeStyle = "#ffffff"; ctx.lineWidth = vide ? 5 : 3; ctx.stroke();
    ctx.fillStyle = vide ? "#ffffff" : statut.couleur; ctx.fill();
    ctx.strokeStyle = vide ? statut.couleur : "rgba(20,20,20,.75)"; ctx.lineWidth = vide ? 2.2 : 0.9; ctx.stroke();
  }

  function rectangle(x, y, l, h) { return {g: x - l / 2, d: x + l / 2, h: y - h / 2, b: y + h / 2}; }

  function vignette(statut) {
    var toile = noeud("canvas", "socle-vignette"), k = 2;
    toile.width = 18 * k; toile.height = 18 * k;
    var ctx = toile.getContext("2d");
    ctx.scale(k, k);
    dessinerSymbole(ctx, statut, 9, 9, 5.6);
    return toile;
  }

  /* ---- la toile : valeurs en cercles, points, groupes qui disent ce qu'ils tiennent, noms des zones ---- */
  var CoucheToile = L.Layer.extend({
    initialize: function (fond, etat) { this._fond = fond; this._etat = etat; this._cibles = []; },

    onAdd: function (carte) {
      this._toile = noeud("canvas", "leaflet-zoom-hide socle-points");
      carte.getPane("points").appendChild(this._toile);
      this._bulle = noeud("div", "socle-bulle");
      carte.getContainer().appendChild(this._bulle);
      carte.on("moveend viewreset resize", this._dessiner, this);
      this._surClic = this._clic.bind(this);
      this._surSouris = this._souris.bind(this);
      // En phase de capture : un point passe avant la zone qu'il recouvre, et ne fait pas descendre dans la zone.
      carte.getContainer().addEventListener("click", this._surClic, true);
      carte.getContainer().addEventListener("mousemove", this._surSouris);
      carte.getContainer().addEventListener("mouseleave", this._surSouris);
      this._dessiner();
    },

    onRemove: function (carte) {
      carte.off("moveend viewreset resize", this._dessiner, this);
      carte.getContainer().removeEventListener("click", this._surClic, true);
      carte.getContainer().removeEventListener("mousemove", this._surSouris);
      carte.getContainer().removeEventListener("mouseleave", this._surSouris);
      carte.getContainer().classList.remove("socle-sur-point");
      this._toile.remove(); this._bulle.remove();
      if (this._popup) carte.closePopup(this._popup);
    },

    _dessiner: function () {
      var carte = this._map, taille = carte.getSize(), marge = Math.round(taille.x * 0.25), k = window.devicePixelRatio || 1;
      var coin = carte.containerPointToLayerPoint([-marge, -marge]);
      var l = taille.x + 2 * marge, h = taille.y + 2 * marge, toile = this._toile;
      L.DomUtil.setPosition(toile, coin);
      toile.width = l * k; toile.height = h * k; toile.style.width = l + "px"; toile.style.height = h + "px";
      var ctx = toile.getContext("2d");
      ctx.scale(k, k);
      this._marge = marge;
      this._cibles = []; this._cercles = {};
      if (this._etat.statuts) this._grouper(l, h, marge);
      this._pris = this._cibles.map(function (c) { return rectangle(c.x, c.y, 2 * c.r + 4, 2 * c.r + 4); });
      if (this._etat.mode === "cercles") this._dessinerCercles(ctx, marge);
      this._cibles.forEach(function (c) {
        if (c.membres.length === 1) dessinerSymbole(ctx, this._fond.statuts[this._statut(c.membres[0])], c.x, c.y, RAYON);
        else this._dessinerGroupe(ctx, c);
      }, this);
      this._ecrireNoms(ctx, marge);
    },

    _centre: function (zone, marge) {
      var e = this._map.latLngToContainerPoint([zone.lat, zone.lon]);
      return {x: e.x + marge, y: e.y + marge};
    },

    /* La première place libre autour du centre, sans sortir de la zone ; `null` s'il n'y en a pas. */
    _placer: function (centre, l, h, pas, zone) {
      var essais = [[0, 0]];
      for (var k = 1; k <= 3; k++) for (var a = 0; a < 8; a++)
        essais.push([Math.round(k * pas * Math.sin(a * Math.PI / 4)), Math.round(k * pas * Math.cos(a * Math.PI / 4))]);
      for (var i = 0; i < essais.length; i++) {
        var r = rectangle(centre.x + essais[i][0], centre.y + essais[i][1], l, h);
        if (i && !contient(zone.forme, this._map.containerPointToLatLng(
          [centre.x + essais[i][0] - this._marge, centre.y + essais[i][1] - this._marge]))) continue;
        if (!this._pris.some(function (q) { return r.g < q.d && r.d > q.g && r.h < q.b && r.b > q.h; })) return r;
      }
      return null;
    },

    _dessinerCercles: function (ctx, marge) {
      this._etat.traces.forEach(function (code) {
        var e = this._etat.zones[code], zone = this._fond.zones[code];
        if (!e || !e.rayon || !zone || zone.lat === null) return;
        var centre = this._centre(zone, marge), r = this._placer(centre, 2 * e.rayon, 2 * e.rayon, e.rayon + 16, zone) ||
          rectangle(centre.x, centre.y, 2 * e.rayon, 2 * e.rayon);
        this._pris.push(r);
        var x = (r.g + r.d) / 2, y = (r.h + r.b) / 2;
        this._cercles[code] = {x: x, y: y + e.rayon + 9};
        ctx.beginPath(); ctx.arc(x, y, e.rayon, 0, 2 * Math.PI);
        ctx.fillStyle = e.couleur; ctx.fill(); ctx.strokeStyle = "#2b2f33"; ctx.lineWidth = 1; ctx.stroke();
        ctx.font = "600 12px system-ui, sans-serif"; ctx.textAlign = "center"; ctx.textBaseline = "middle";
        ctx.fillStyle = e.encre; ctx.fillText(e.texte, x, y + 0.5);
      }, this);
    },

    _ecrireNoms: function (ctx, marge) {
      var etat = this._etat, carte = this._map, cercles = etat.mode === "cercles";
      ctx.textAlign = "center"; ctx.textBaseline = "middle"; ctx.lineJoin = "round";
      etat.traces.forEach(function (code) {
        var e = etat.zones[code], zone = this._fond.zones[code];
        if (!zone || zone.lat === null || !zone.cadre) return;
        var c = zone.cadre, no = carte.latLngToContainerPoint([c[3], c[0]]), se = carte.latLngToContainerPoint([c[1], c[2]]);
        var lignes = [zone.nom].concat(!cercles && e && e.texte ? [e.texte] : []);
        ctx.font = "600 12px system-ui, sans-serif";
        var l = Math.max.apply(null, lignes.map(function (t) { return ctx.measureText(t).width; })) + 4, h = 14 * lignes.length;
        if (se.x - no.x < l * 0.85 || se.y - no.y < h * 0.9) return;
        var r = this._placer(this._cercles[code] || this._centre(zone, marge), l, h, 24, zone);
        if (!r) return;
        this._pris.push(r);
        lignes.forEach(function (texte, i) {
          ctx.font = (i ? "400" : "600") + " 12px system-ui, sans-serif";
          ctx.strokeStyle = "rgba(255,255,255,.92)"; ctx.lineWidth = 3.5;
          ctx.strokeText(texte, (r.g + r.d) / 2, r.h + 7 + 14 * i);
          ctx.fillStyle = e ? "#111111" : "#6b7075"; ctx.fillText(texte, (r.g + r.d) / 2, r.h + 7 + 14 * i);
        });
      }, this);
    },

    _statut: function (i) { return this._etat.statuts.charCodeAt(i) - 48; },

    _grouper: function (l, h, marge) {
      var carte = this._map, p = this._fond.points, cases = {}, groupes = [], pas = ECART_GROUPE;
      var seul = carte.getZoom() >= ZOOM_SANS_GROUPE, limite = seul ? 4 : pas * 0.85;
      for (var i = 0; i < p.lat.length; i++) {
        if (this._etat.statuts[i] === "." || p.lat[i] === null) continue;
        var e = carte.latLngToContainerPoint([p.lat[i], p.lon[i]]), x = e.x + marge, y = e.y + marge;
        if (x < -30 || y < -30 || x > l + 30 || y > h + 30) continue;
        var cx = Math.floor(x / pas), cy = Math.floor(y / pas), trouve = null;
        for (var dx = -1; dx <= 1 && !trouve; dx++) for (var dy = -1; dy <= 1 && !trouve; dy++) {
          (cases[(cx + dx) + ":" + (cy + dy)] || []).some(function (g) {
            if (Math.hypot(g.x0 - x, g.y0 - y) < limite) { trouve = g; return true; }
            return false;
          });
        }
        if (trouve) {
          var n = trouve.membres.push(i);
          trouve.x += (x - trouve.x) / n; trouve.y += (y - trouve.y) / n;
        } else {
          var g = {x0: x, y0: y, x: x, y: y, membres: [i]};
          groupes.push(g);
          (cases[cx + ":" + cy] = cases[cx + ":" + cy] || []).push(g);
        }
      }
      groupes.forEach(function (g) { g.r = g.membres.length === 1 ? RAYON : 11 + 2.2 * Math.log2(g.membres.length); });
      this._cibles = groupes;
    },

    _comptes: function (membres) {
      var comptes = this._fond.statuts.map(function () { return 0; });
      membres.forEach(function (i) { comptes[this._statut(i)] += 1; }, this);
      return comptes;
    },

    _dessinerGroupe: function (ctx, c) {
      var total = c.membres.length, angle = -Math.PI / 2;
      ctx.beginPath(); ctx.arc(c.x, c.y, c.r + 2, 0, 2 * Math.PI); ctx.fillStyle = "#ffffff"; ctx.fill();
      this._comptes(c.membres).forEach(function (n, s) {
        if (!n) return;
        var suivant = angle + 2 * Math.PI * n / total;
        ctx.beginPath(); ctx.moveTo(c.x, c.y); ctx.arc(c.x, c.y, c.r, angle, suivant); ctx.closePath();
        ctx.fillStyle = this._fond.statuts[s].couleur; ctx.fill();
        ctx.strokeStyle = "#ffffff"; ctx.lineWidth = 1; ctx.stroke();
        angle = suivant;
      }, this);
      ctx.beginPath(); ctx.arc(c.x, c.y, c.r - 4.5, 0, 2 * Math.PI); ctx.fillStyle = "#ffffff"; ctx.fill();
      ctx.fillStyle = "#1b1b1b"; ctx.font = "600 11px system-ui, sans-serif";
      ctx.textAlign = "center"; ctx.textBaseline = "middle"; ctx.fillText(String(total), c.x, c.y + 0.5);
    },

    _sous: function (evenement) {
      var cible = evenement.target;
      if (!this._map || (cible.closest && cible.closest(".leaflet-control, .leaflet-popup"))) return null;
      var e = this._map.mouseEventToContainerPoint(evenement), mieux = null, marge = this._marge || 0;
      this._cibles.forEach(function (c) {
        var d = Math.hypot(c.x - marge - e.x, c.y - marge - e.y);
        if (d <= c.r + 5 && (!mieux || d < mieux.d)) mieux = {d: d, cible: c};
      });
      return mieux && mieux.cible;
    },

    _souris: function (evenement) {
      var c = evenement.type === "mouseleave" ? null : this._sous(evenement), p = this._fond.points, marge = this._marge;
      this._map.getContainer().classList.toggle("socle-sur-point", !!c);
      this._bulle.style.display = c ? "block" : "none";
      if (!c) return;
      this._bulle.textContent = "";
      if (c.membres.length === 1) {
        this._bulle.appendChild(noeud("b", "", p.nom[c.membres[0]]));
        this._bulle.appendChild(noeud("div", "", this._fond.statuts[this._statut(c.membres[0])].libelle));
      } else {
        this._bulle.appendChild(noeud("b", "", c.membres.length + " points"));
        this._comptes(c.membres).forEach(function (n, s) {
          if (n) this._bulle.appendChild(noeud("div", "", n + " " + this._fond.statuts[s].libelle));
        }, this);
      }
      var largeur = this._map.getSize().x, x = c.x - marge;
      this._bulle.style.top = (c.y - marge + c.r + 8) + "px";
      this._bulle.style.left = Math.max(4, Math.min(x - 70, largeur - 190)) + "px";
    },

    _clic: function (evenement) {
      if (this._map.dragging && this._map.dragging.moved()) return;
      var c = this._sous(evenement);
      if (!c) return;
      evenement.stopPropagation(); evenement.preventDefault();
      this._bulle.style.display = "none";
      var p = this._fond.points, zone = L.latLngBounds(c.membres.map(function (i) { return [p.lat[i], p.lon[i]]; }));
      if (c.membres.length === 1) this._ouvrir(c.membres[0]);
      else if (this._map.getZoom() < ZOOM_SANS_GROUPE && !zone.getNorthEast().equals(zone.getSouthWest(), 1e-4))
        this._map.fitBounds(zone, {padding: [60, 60], maxZoom: ZOOM_SANS_GROUPE});
      else this._ouvrirListe(c.membres);
    },

    _montrer: function (i, contenu) {
      var p = this._fond.points;
      this._popup = L.popup({maxWidth: 290, minWidth: 190, autoPanPadding: [20, 20]})
        .setLatLng([p.lat[i], p.lon[i]]).setContent(contenu).openOn(this._map);
      var fermer = this._map.getContainer().querySelector(".leaflet-popup-close-button");
      if (fermer) { fermer.setAttribute("aria-label", "Fermer"); fermer.title = "Fermer"; }
    },

    _ouvrirListe: function (membres) {
      var boite = noeud("div", "socle-fiche"), soi = this;
      boite.appendChild(noeud("h4", "", membres.length + " points au même endroit"));
      membres.slice(0, 40).forEach(function (i) {
        var bouton = noeud("button", "", soi._fond.points.nom[i]);
        bouton.addEventListener("click", function () { soi._ouvrir(i); });
        boite.appendChild(bouton);
      });
      this._montrer(membres[0], boite);
    },

    _ouvrir: function (i) {
      var f = this._fond, p = f.points, e = this._etat, boite = noeud("div", "socle-fiche"), s = f.statuts[this._statut(i)];
      boite.appendChild(noeud("h4", "", p.nom[i]));
      var ligne = noeud("p", "socle-statut");
      ligne.appendChild(vignette(s)); ligne.appendChild(noeud("span", "", s.libelle));
      boite.appendChild(ligne);
      var liste = noeud("dl");
      function dire(mot, valeur) {
        if (valeur === null || valeur === undefined || valeur === "") return;
        liste.appendChild(noeud("dt", "", mot)); liste.appendChild(noeud("dd", "", valeur));
      }
      dire("Service", p.type[i]);
      dire("Commune", p.zones[p.zone[i]]);
      dire("Étape", f.etapes[e.etapes[i]] || "n. d.");
      dire("Dernière visite", visite(e.date, e.ages[i]));
      if (p.source) dire("Source", p.fichiers[p.source[i]] + (p.ligne[i] === null ? "" : ", feuille Points, ligne " + p.ligne[i]));
      boite.appendChild(liste);
      this._montrer(i, boite);
    }
  });

  function visite(date, age) {
    if (age === null || age === undefined || age < 0) return "jamais visité";
    var jour = new Date(date + "T12:00:00Z");
    jour.setUTCDate(jour.getUTCDate() - age);
    var n = jour.getUTCDate();
    return (n === 1 ? "1er" : n) + " " + MOIS[jour.getUTCMonth()] + " " + jour.getUTCFullYear() +
      (age === 0 ? "" : " (" + age + "\u00a0jour" + (age > 1 ? "s" : "") + " avant)");
  }

  /* ---- les zones ---- */
  function infobulle(zone, etat) {
    var boite = noeud("div", "socle-infobulle");
    boite.appendChild(noeud("b", "", zone.nom));
    (etat ? etat.lignes : []).forEach(function (texte) { boite.appendChild(noeud("div", "", texte)); });
    return boite;
  }

  function styleZone(etat, cercles) {
    var style = {color: "#5f6368", weight: 1, fillOpacity: 1, fillColor: "#f1f3f4", className: "socle-zone"};
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

  /* ---- la légende ---- */
  function pastille(entree) {
    var p = noeud("span", "socle-pastille" + (entree.rayon ? " ronde" : ""));
    if (entree.motif) p.classList.add(entree.motif);
    if (entree.rayon) p.style.width = p.style.height = Math.min(2 * entree.rayon, 30) + "px";
    if (entree.couleur) p.style.background = entree.couleur;
    return p;
  }

  function legende(fond, etat) {
    var l = etat.legende, boite = noeud("details", "socle-legende");
    boite.open = window.innerWidth >= 700;
    boite.appendChild(noeud("summary", "", "Légende"));
    if (l.titre) {
      boite.appendChild(noeud("h4", "", l.titre));
      if (l.precision) boite.appendChild(noeud("p", "", l.precision));
      l.classes.forEach(function (c) {
        var ligne = noeud("div", "socle-entree");
        var porte = noeud("span", "socle-porte-pastille"); porte.appendChild(pastille(c));
        ligne.appendChild(porte); ligne.appendChild(noeud("span", "", c.libelle));
        boite.appendChild(ligne);
      });
    }
    if (l.statuts.length) {
      boite.appendChild(noeud("h4", "", "Points de service"));
      l.statuts.forEach(function (s) {
        var ligne = noeud("div", "socle-entree");
        var porte = noeud("span", "socle-porte-pastille"); porte.appendChild(vignette(fond.statuts[s[0]]));
        ligne.appendChild(porte);
        ligne.appendChild(noeud("span", "", fond.statuts[s[0]].libelle + " : " + s[1]));
        boite.appendChild(ligne);
      });
    }
    l.notes.forEach(function (texte) { boite.appendChild(noeud("p", "socle-note", texte)); });
    L.DomEvent.disableClickPropagation(boite);
    L.DomEvent.disableScrollPropagation(boite);
    return boite;
  }

  /* Sur un téléphone, une carte plus haute que l'écran retiendrait le doigt qui veut faire défiler la page. */
  function ajusterHauteur(carte) {
    if (window.innerWidth >= 600) return;
    carte.getContainer().style.height = "400px";
    carte.invalidateSize({animate: false});
    // Après celui de streamlit-folium, qui suit la pose de la couche.
    setTimeout(function () { if (window.Streamlit) window.Streamlit.setFrameHeight(404); }, 0);
  }

  /* ---- ce qui change ---- */
  var Couche = L.FeatureGroup.extend({
    initialize: function (fond, etat) {
      L.FeatureGroup.prototype.initialize.call(this, []);
      this._fond = fond; this._etat = etat;
      this._poserZones();
      this.addLayer(new CoucheToile(fond, etat));
    },

    _poserZones: function () {
      var fond = this._fond, etat = this._etat, cercles = etat.mode === "cercles";
      etat.traces.forEach(function (code) {
        var zone = fond.zones[code], e = etat.zones[code];
        if (!zone || !zone.forme) return;
        var trace = L.polygon(polygones(zone.forme), L.extend({pane: "zones"}, styleZone(e, cercles)));
        // Au serveur ne revient que le code : la géométrie n'a pas à refaire le chemin.
        trace.toGeoJSON = function () { return {type: "Feature", properties: {code: code}, geometry: null}; };
        trace.bindTooltip(infobulle(zone, e), {sticky: true, className: "socle-tooltip"});
        trace.on("mouseover", function () { trace.setStyle({weight: 2.6, color: "#111111"}); trace.bringToFront(); });
        trace.on("mouseout", function () { trace.setStyle({weight: e ? 1.4 : 1, color: e ? "#3c4043" : "#5f6368"}); });
        trace.on("add", function () { accessible(trace, zone, e, code !== etat.zone); });
        this.addLayer(trace);
      }, this);
    },

    onAdd: function (carte) {
      L.FeatureGroup.prototype.onAdd.call(this, carte);
      var fond = this._fond, etat = this._etat, vue = etat.zone;
      this._legende = L.control({position: "topright"});
      this._legende.onAdd = function () { return legende(fond, etat); };
      this._legende.addTo(carte);
      ajusterHauteur(carte);
      if (fond.vue !== vue && fond.zones[vue] && fond.zones[vue].cadre) {
        fond.vue = vue;
        var c = fond.zones[vue].cadre;
        // La légende ouverte garde sa place à droite : elle ne cache pas de zone.
        // (Largeur fixe : à la première pose, la feuille de style peut n'être pas encore arrivée.)
        var droite = carte.getSize().x >= 700 ? 270 : 14;
        carte.fitBounds([[c[1], c[0]], [c[3], c[2]]],
          {paddingTopLeft: [14, 14], paddingBottomRight: [droite, 14], animate: false});
      }
    },

    onRemove: function (carte) {
      this._legende.remove();
      L.FeatureGroup.prototype.onRemove.call(this, carte);
    },

    toGeoJSON: function () { return {type: "FeatureCollection", features: []}; }
  });

  window.SocleCarte = {
    fond: null,

    preparer: function (carte, fond) {
      this.fond = fond; this.carte = carte;
      poserMotifs();
      document.documentElement.lang = "fr";
      [["zones", 410], ["reperes", 420], ["points", 440]].forEach(function (p) {
        carte.createPane(p[0]).style.zIndex = p[1];
      });
      ["reperes", "points"].forEach(function (p) { carte.getPane(p).style.pointerEvents = "none"; });
      L.control.zoom({zoomInTitle: "Zoom avant", zoomOutTitle: "Zoom arrière"}).addTo(carte);
      L.control.scale({imperial: false}).addTo(carte);
      fond.reperes.forEach(function (code) {
        var zone = fond.zones[code];
        if (zone && zone.forme) L.polygon(polygones(zone.forme),
          {pane: "reperes", interactive: false, fill: false, color: "#1b1b1b", weight: 2.2}).addTo(carte);
      });
      // La molette fait défiler la page ; elle ne zoome qu'une fois la carte choisie par un clic.
      carte.scrollWheelZoom.disable();
      carte.on("click", function () { carte.scrollWheelZoom.enable(); });
      carte.on("mouseout", function () { carte.scrollWheelZoom.disable(); });
      carte.getContainer().setAttribute("aria-label", "Carte des services");
      carte.getContainer().setAttribute("role", "region");
    },

    couche: function (etat) { return new Couche(this.fond, etat); }
  };
})();

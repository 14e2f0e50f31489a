/* Les noms sur la carte : où chacun tient, entier, abrégé, au bout d'un trait ou par un numéro. Mêlé à la toile. */
(function () {
  "use strict";
  if (window.SocleNoms || !window.SocleDessin) return;
  var D = window.SocleDessin, noeud = D.noeud, rectangle = D.rectangle, polygones = D.polygones, dedans = D.dedans;

  window.SocleNoms = {
    /* Les anneaux d'une forme en pixels de la toile, gardés le temps d'un dessin. */
    _anneaux: function (forme, marge) {
      var carte = this._map, deja = this._pixels.get(forme);
      if (deja) return deja;
      var anneaux = [];
      polygones(forme).forEach(function (polygone) { polygone.forEach(function (anneau) {
        anneaux.push(anneau.map(function (p) { var e = carte.latLngToContainerPoint(p); return [e.x + marge, e.y + marge]; }));
      }); });
      this._pixels.set(forme, anneaux);
      return anneaux;
    },

    _libre: function (r) {
      return !this._pris.some(function (q) { return r.g < q.d && r.d > q.g && r.h < q.b && r.b > q.h; });
    },

    _dansLaVue: function (r) {
      var v = this._vue;
      return r.g >= v.g && r.d <= v.d && r.h >= v.h && r.b <= v.b;
    },

    /* La place libre la plus proche du repère où tout le texte tient dans la zone ; `null` s'il n'y en a pas. */
    _placerDedans: function (anneaux, repere, l, h) {
      var g = Infinity, d = -Infinity, haut = Infinity, bas = -Infinity, v = this._vue, essais = [];
      anneaux.forEach(function (a) { a.forEach(function (p) {
        g = Math.min(g, p[0]); d = Math.max(d, p[0]); haut = Math.min(haut, p[1]); bas = Math.max(bas, p[1]);
      }); });
      g = Math.max(g, v.g) + l / 2; d = Math.min(d, v.d) - l / 2; haut = Math.max(haut, v.h) + h / 2; bas = Math.min(bas, v.b) - h / 2;
      if (g > d || haut > bas) return null;
      var pasX = Math.max(4, (d - g) / 16), pasY = Math.max(4, (bas - haut) / 16);
      for (var x = g; x <= d + 0.1; x += pasX) for (var y = haut; y <= bas + 0.1; y += pasY) essais.push([x, y]);
      essais.push([repere.x, repere.y]);
      essais.sort(function (a, b) { return Math.hypot(a[0] - repere.x, a[1] - repere.y) - Math.hypot(b[0] - repere.x, b[1] - repere.y); });
      for (var i = 0; i < essais.length; i++) {
        var r = rectangle(essais[i][0], essais[i][1], l, h);
        if (this._dansLaVue(r) && this._libre(r) && !this._traits.some(function (t) { return barre(t[0], t[1], r); }) &&
          bords(r).every(function (p) { return dedans(anneaux, p[0], p[1]); })) return r;
      }
      return null;
    },

    /* Hors de toute zone dessinée, au plus près : la place d'un nom qu'un trait relie à sa zone, sans que ce trait barre un
       autre nom ni n'en croise un autre. */
    _placerDehors: function (repere, l, h) {
      var soi = this;
      function croise(r) {
        var fin = bout(repere, r);
        return soi._traits.some(function (t) { return secantes(repere, fin, t[0], t[1]); }) ||
          soi._textes.some(function (q) { return barre(repere, fin, q); });
      }
      for (var k = 1; k <= 14; k++) for (var a = 0; a < 24; a++) {
        var r = rectangle(repere.x + k * 14 * Math.cos(a * Math.PI / 12), repere.y + k * 12 * Math.sin(a * Math.PI / 12), l, h);
        if (this._dansLaVue(r) && this._libre(r) && !this._traits.some(function (t) { return barre(t[0], t[1], r); }) &&
          !croise(r) && !this._tracees.some(function (t) {
            return bords(r).some(function (p) { return dedans(soi._anneaux(t.forme, soi._marge), p[0], p[1]); });
          })) return r;
      }
      return null;
    },

    /* La première place libre autour du centre, sans sortir de la zone ; `null` s'il n'y en a pas. */
    _placer: function (centre, l, h, pas, zone) {
      var essais = [[0, 0]], anneaux = zone.forme ? this._anneaux(zone.forme, this._marge) : [];
      for (var k = 1; k <= 5; k++) for (var a = 0; a < 8; a++)
        essais.push([Math.round(k * pas * Math.sin(a * Math.PI / 4)), Math.round(k * pas * Math.cos(a * Math.PI / 4))]);
      for (var i = 0; i < essais.length; i++) {
        var x = centre.x + essais[i][0], y = centre.y + essais[i][1], r = rectangle(x, y, l, h);
        if ((!i || dedans(anneaux, x, y)) && this._libre(r)) return r;
      }
      return null;
    },

    /* Le nom d'une zone ne sort pas d'elle : entier, puis abrégé, puis au bout d'un trait hors de toute zone ; faute de
       place, un numéro que la légende explique. Les plus petites d'abord : elles ont le moins de choix. */
    _ecrireNoms: function (ctx, marge) {
      var etat = this._etat, fond = this._fond, soi = this;
      ctx.textBaseline = "middle"; ctx.lineJoin = "round";
      this._numeros = []; this._ecrits = {}; this._traits = []; this._textes = [];
      var zones = etat.traces.map(function (code) { return {code: code, zone: fond.zones[code], etat: etat.zones[code]}; });
      zones = zones.filter(function (z) { return z.zone && z.zone.forme && z.zone.lat !== null && z.zone.emprise; });
      function taille(z) { var c = z.zone.emprise; return (c[2] - c[0]) * (c[3] - c[1]); }
      // Celles de la sélection passent avant leurs voisines, qui ne font que situer.
      zones.sort(function (a, b) { return (b.etat ? 1 : 0) - (a.etat ? 1 : 0) || taille(a) - taille(b); });
      zones.forEach(function (z) { soi._ecrireNom(ctx, z, marge); });
      D.numeroter(this._boiteNumeros() || noeud("div"), this._numeros);
      this._ecrireVilles(ctx, marge);
      this._ecrireVoisines(ctx, marge);
    },

    _boiteNumeros: function () { return this._map.getContainer().querySelector(".socle-numeros"); },

    _ecrireNom: function (ctx, z, marge) {
      var e = z.etat, zone = z.zone, anneaux = this._anneaux(zone.forme, marge), cercle = this._cercles[z.code];
      var suite = (!cercle && e && e.texte ? [e.texte] : []).concat(e && e.ecart ? [e.ecart] : []);
      var repere = cercle || this._repere(anneaux, this._centre(zone, marge));
      if (!repere) return; // hors de la vue
      var entier = [zone.nom].concat(suite), court = [abreger(zone.nom)].concat(suite);
      var r = this._essayer(ctx, entier, function (l, h) { return this._placerDedans(anneaux, repere, l, h); });
      if (r) { this._ecrire(ctx, entier, r, e, false); this._ecrits[zone.nom] = true; return; }
      r = this._essayer(ctx, court, function (l, h) { return this._placerDedans(anneaux, repere, l, h); });
      if (r) { this._ecrire(ctx, court, r, e, false); this._ecrits[zone.nom] = true; return; }
      if (!e) return;
      r = this._essayer(ctx, entier, function (l, h) { return this._placerDehors(repere, l, h); });
      if (r) { this._relier(ctx, repere, r); this._ecrire(ctx, entier, r, e, true); this._ecrits[zone.nom] = true; return; }
      this._numeroter(ctx, entier, repere, anneaux);
    },

    /* L'endroit de la zone qui se voit et qu'aucun point ne couvre, le plus près de son centre ; `null` hors de la vue. */
    _repere: function (anneaux, centre) {
      var v = this._vue, mieux = null, couvert = null;
      for (var k = 0; k <= 40; k++) for (var a = 0; a < (k ? 12 : 1); a++) {
        var x = centre.x + 4 * k * Math.cos(a * Math.PI / 6), y = centre.y + 4 * k * Math.sin(a * Math.PI / 6);
        if (!dedans(anneaux, x, y) || !this._dansLaVue(rectangle(x, y, 0, 0))) continue;
        if (this._libre(rectangle(x, y, 5, 5))) return {x: x, y: y};
        couvert = couvert || {x: x, y: y};
      }
      if (couvert) return couvert;
      for (k = 1; k < 16 && !mieux; k++) for (var i = 1; i < 16; i++) {
        var xi = v.g + (v.d - v.g) * i / 16, yk = v.h + (v.b - v.h) * k / 16;
        if (dedans(anneaux, xi, yk)) mieux = {x: xi, y: yk};
      }
      return mieux;
    },

    _essayer: function (ctx, lignes, placer) {
      ctx.font = "600 12px system-ui, sans-serif";
      var l = Math.max.apply(null, lignes.map(function (t) { return ctx.measureText(t).width; })) + 4;
      return placer.call(this, l, 14 * lignes.length);
    },

    _ecrire: function (ctx, lignes, r, e, dehors) {
      var sombre = this._etat.sombre && (dehors || !e);
      this._pris.push(r); this._textes.push(r);
      ctx.textAlign = "center";
      lignes.forEach(function (texte, i) {
        ctx.font = (i ? "400" : "600") + " 12px system-ui, sans-serif";
        ctx.strokeStyle = sombre ? "rgba(18,25,31,.92)" : "rgba(255,255,255,.92)"; ctx.lineWidth = 3.5;
        ctx.strokeText(texte, (r.g + r.d) / 2, r.h + 7 + 14 * i);
        ctx.fillStyle = sombre ? (e ? "#e8eef2" : "#a9b7c1") : e ? "#111111" : "#5f6468";
        ctx.fillText(texte, (r.g + r.d) / 2, r.h + 7 + 14 * i);
      });
    },

    _relier: function (ctx, repere, r) {
      var fin = bout(repere, r), sombre = this._etat.sombre;
      this._traits.push([repere, fin]);
      // Sous ce qui est déjà dessiné : le trait passe derrière les points, et le liseré derrière le trait.
      ctx.save(); ctx.globalCompositeOperation = "destination-over";
      ctx.beginPath(); ctx.arc(repere.x, repere.y, 2.4, 0, 2 * Math.PI); ctx.fillStyle = "#1b1b1b"; ctx.fill();
      [[1.2, sombre ? "#e8eef2" : "#1b1b1b"], [3.4, sombre ? "#12191f" : "#ffffff"]].forEach(function (t) {
        ctx.beginPath(); ctx.moveTo(repere.x, repere.y); ctx.lineTo(fin.x, fin.y);
        ctx.lineWidth = t[0]; ctx.strokeStyle = t[1]; ctx.stroke();
      });
      ctx.restore();
    },

    _numeroter: function (ctx, lignes, repere, anneaux) {
      var n = this._numeros.length + 1, r = this._placerDedans(anneaux, repere, 16, 16);
      // Un morceau éloigné de la zone ferait chercher : mieux vaut couvrir le bord d'un point.
      if (!r || Math.hypot((r.g + r.d) / 2 - repere.x, (r.h + r.b) / 2 - repere.y) > 60) r = rectangle(repere.x, repere.y, 16, 16);
      this._numeros.push({numero: n, lignes: lignes});
      this._pris.push(r);
      var x = (r.g + r.d) / 2, y = (r.h + r.b) / 2;
      ctx.beginPath(); ctx.arc(x, y, 8, 0, 2 * Math.PI); ctx.fillStyle = "#ffffff"; ctx.fill();
      ctx.strokeStyle = "#1b1b1b"; ctx.lineWidth = 1; ctx.stroke();
      ctx.font = "600 10px system-ui, sans-serif"; ctx.textAlign = "center"; ctx.fillStyle = "#111111"; ctx.fillText(String(n), x, y + 0.5);
    },

    /* Un chef-lieu dont la zone porte déjà le nom ne le répète pas. */
    _ecrireVilles: function (ctx, marge) {
      var soi = this, sombre = this._etat.sombre;
      (this._fond.villes || []).forEach(function (ville) {
        var c = soi._centre(ville, marge);
        if (soi._ecrits[ville.nom]) return;
        ctx.font = "400 11px system-ui, sans-serif"; ctx.textAlign = "center";
        var l = ctx.measureText(ville.nom).width + 4, dx = l / 2 + 5, trouve = [[dx, 0], [-dx, 0], [0, -11], [0, 11]].map(function (p) {
          return rectangle(c.x + p[0], c.y + p[1], l, 12);
        }).filter(function (r) { return soi._libre(r); })[0];
        if (!trouve) return;
        soi._pris.push(trouve);
        ctx.strokeStyle = sombre ? "rgba(18,25,31,.9)" : "rgba(255,255,255,.9)"; ctx.lineWidth = 3;
        ctx.strokeText(ville.nom, (trouve.g + trouve.d) / 2, (trouve.h + trouve.b) / 2);
        ctx.fillStyle = sombre ? "#e8eef2" : "#1b1b1b"; ctx.fillText(ville.nom, (trouve.g + trouve.d) / 2, (trouve.h + trouve.b) / 2);
      });
    },

    _ecrireVoisines: function (ctx, marge) {
      ctx.textAlign = "center";
      (this._fond.voisines || []).forEach(function (v) {
        if (v.lat === null) return;
        ctx.font = "italic 400 12px system-ui, sans-serif";
        var centre = this._centre(v, marge), r = this._placerDedans(this._anneaux(v.forme, marge), centre, ctx.measureText(v.nom).width + 4, 14);
        if (!r) return;
        this._pris.push(r);
        ctx.fillStyle = this._etat.sombre ? "#a9b7c1" : "#6b7075"; ctx.fillText(v.nom, (r.g + r.d) / 2, r.h + 7);
      }, this);
    }
  };

  /* Les quatre coins, les milieux des côtés et le centre : là où l'on vérifie qu'un texte tient. */
  function bords(r) {
    var x = (r.g + r.d) / 2, y = (r.h + r.b) / 2;
    return [[x, y], [r.g, r.h], [r.d, r.h], [r.g, r.b], [r.d, r.b], [x, r.h], [x, r.b], [r.g, y], [r.d, y]];
  }

  /* Où un trait parti du repère touche le bord du texte. */
  function bout(repere, r) {
    return {x: Math.max(r.g, Math.min(repere.x, r.d)), y: Math.max(r.h, Math.min(repere.y, r.b))};
  }

  function secantes(a, b, c, d) {
    function cote(p, q, r) { return (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x); }
    return cote(a, b, c) * cote(a, b, d) < 0 && cote(c, d, a) * cote(c, d, b) < 0;
  }

  /* Vrai si le segment traverse le texte. */
  function barre(a, b, r) {
    for (var i = 0; i <= 24; i++) {
      var x = a.x + (b.x - a.x) * i / 24, y = a.y + (b.y - a.y) * i / 24;
      if (x > r.g - 1 && x < r.d + 1 && y > r.h - 1 && y < r.b + 1) return true;
    }
    return false;
  }

  /* «Sony Aliber» → «Sony A.», «Andéramboukane» → «Andér.». */
  function abreger(nom) {
    var mots = nom.split(/[ -]/);
    if (mots.length > 1) return mots[0] + " " + mots.slice(1).map(function (m) { return m.charAt(0) + "."; }).join("");
    return nom.length > 7 ? nom.slice(0, 5) + "." : nom;
  }
})();

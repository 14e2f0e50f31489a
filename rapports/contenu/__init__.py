"""Le contenu du rapport, partie par partie, en blocs neutres. Ne sait ni HTML, ni PDF, ni tableur."""

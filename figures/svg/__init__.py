"""Les dessins autonomes de quelques kilooctets : petite carte, étincelle, barres, courbes imprimables."""

"""Ce qui fait un écart : les choses nommées qui manquent à un chiffre, et ce qui n'est pas venu (règles S40 et S41)."""

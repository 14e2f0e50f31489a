"""Ce qui s'appuie sur l'intérieur épinglé de Streamlit : mise en route, page servie, faute. Ne lit aucune édition."""

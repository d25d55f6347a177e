"""How letters leave: compose makes rows, deliver claims, renders, sends and records them."""

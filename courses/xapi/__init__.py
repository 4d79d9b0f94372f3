"""Experience API 1.0.3: what members learned, told to a Learning Record Store that the operator names. Off unless configured."""

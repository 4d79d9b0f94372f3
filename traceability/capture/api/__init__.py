"""/epcis/: the capture and query interfaces of EPCIS 2.0 (REST binding, §12). Our own API is /api/v1/."""

"""/epcis/: the capture and query interfaces of EPCIS 2.0 (REST binding, §12), beside our own /api/v1/."""

"""The reference central service: person check, register of residents, certificates, fees and hours, terminals."""

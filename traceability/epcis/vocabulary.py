"""The words of the Core Business Vocabulary 2.0, bare, as in EPCIS 2.0 JSON.

A word may also be the standard's URI, whole or as a CURIE ("https://ref.gs1.org/cbv/BizStep-shipping",
"cbv:BizStep-shipping"). "urn:epcglobal:cbv:bizstep:shipping" of EPCIS 1.2 is not valid in JSON. `bare`
returns one spelling.
"""

from __future__ import annotations

CBV = "https://ref.gs1.org/cbv/"
VOC = "https://gs1.org/voc/"
EPCIS = "https://ref.gs1.org/epcis/"
# The prefixes of the standard's own JSON-LD context; no document may redefine them (contexts.py).
PREFIXES = {"cbv": CBV, "gs1": VOC, "epcis": EPCIS, "cbvmda": "urn:epcglobal:cbv:mda:"}

BIZ_STEPS = frozenset(
    """
    accepting arriving assembling collecting commissioning consigning creating_class_instance cycle_counting
    decommissioning departing destroying disassembling dispensing encoding entering_exiting holding inspecting installing
    killing loading other packing picking receiving removing repackaging repairing replacing reserving retail_selling
    sampling sensor_reporting shipping staging_outbound stock_taking stocking storing transporting unloading unpacking
    void_shipping
    """.split()
)
DISPOSITIONS = frozenset(
    """
    active available completeness_inferred completeness_verified conformant container_closed container_open damaged
    destroyed dispensed disposed encoded expired in_progress in_transit inactive mismatch_class mismatch_instance
    mismatch_quantity needs_replacement no_pedigree_match non_conformant non_sellable_other partially_dispensed recalled
    reserved retail_sold returned sellable_accessible sellable_not_accessible stolen unavailable unknown
    """.split()
)
TRANSACTION_TYPES = frozenset(
    "bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt".split()
)
PARTY_TYPES = frozenset("owning_party possessing_party location".split())
ERROR_REASONS = frozenset("did_not_occur incorrect_data".split())
ALERTS = frozenset("ALARM_CONDITION ERROR_CONDITION".split())
COMPONENTS = frozenset(
    """
    x y z axial_distance azimuth height spherical_radius polar_angle elevation_angle easting northing latitude longitude
    altitude
    """.split()
)
MEASUREMENTS = frozenset(
    """
    AbsoluteHumidity AbsorbedDose AbsorbedDoseRate Acceleration Altitude AmountOfSubstance AmountOfSubstancePerUnitVolume
    Angle AngularAcceleration AngularMomentum AngularVelocity Area Capacitance Conductance Conductivity Count Density
    Dimensionless DoseEquivalent DoseEquivalentRate DynamicViscosity ElectricCharge ElectricCurrent ElectricCurrentDensity
    ElectricFieldStrength Energy Exposure Force Frequency Illuminance Inductance Irradiance KinematicViscosity Length
    LinearMomentum Luminance LuminousFlux LuminousIntensity MagneticFlux MagneticFluxDensity MagneticVectorPotential Mass
    MassConcentration MassFlowRate MassPerAreaTime MemoryCapacity MolalityOfSolute MolarEnergy MolarMass MolarVolume Power
    Pressure RadiantFlux RadiantIntensity Radioactivity RelativeHumidity Resistance Resistivity SolidAngle SpecificVolume
    Speed SurfaceDensity SurfaceTension Temperature Time Torque Voltage Volume VolumeFlowRate VolumeFraction
    VolumetricFlux Wavenumber
    """.split()
)

# field -> (its words, the prefix of the standard's URI for a word)
WORDS: dict[str, tuple[frozenset[str], str]] = {
    "bizStep": (BIZ_STEPS, CBV + "BizStep-"),
    "disposition": (DISPOSITIONS, CBV + "Disp-"),
    "bizTransaction": (TRANSACTION_TYPES, CBV + "BTT-"),
    "party": (PARTY_TYPES, CBV + "SDT-"),
    "reason": (ERROR_REASONS, CBV + "ER-"),
    "component": (COMPONENTS, CBV + "Comp-"),
    "measurement": (MEASUREMENTS, VOC),
    "alert": (ALERTS, VOC),
}


def expanded(name: str) -> str:
    """Return a CURIE with one of the standard's prefixes expanded; anything else unchanged."""
    prefix, colon, local = name.partition(":")
    return PREFIXES[prefix] + local if colon and prefix in PREFIXES else name


def full(field: str, word: str) -> str:
    """Return the standard's URI for a bare word or a CURIE; anything else unchanged."""
    words, stem = WORDS[field]
    return stem + word if word in words else expanded(word)


def bare(field: str, word: str) -> str:
    """Return the bare word of a URI or CURIE of the standard; anything else unchanged.

    >>> bare("bizStep", "https://ref.gs1.org/cbv/BizStep-shipping"), bare("bizStep", "cbv:BizStep-shipping")
    ('shipping', 'shipping')
    """
    words, stem = WORDS[field]
    short = expanded(word).removeprefix(stem)
    return short if short in words else word

"""What happened to assemblies."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AssemblyChanged:
    """An assembly was made, renamed or shown to the public."""

    assembly_id: int


@dataclass(frozen=True)
class ConsultationOpened:
    """An officer opened the consultation of an assembly."""

    assembly_id: int
    phase_id: int

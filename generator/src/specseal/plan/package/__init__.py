"""The contents of a wheel, as plain values: the templates print them and decide nothing."""

from .callbacks import CallbackPlan, PagePlan, SignedHeaderPlan
from .errors import ErrorBodyPlan, ErrorPlan
from .models import OTHERS, ModelField, ModelPlan, UnionPlan
from .operations import OperationPlan, OutcomePlan, PagingPlan, Path
from .requests import (
    IMPLIED,
    UNKNOWN,
    Argument,
    BodyKind,
    ConstantPlan,
    FieldPlan,
    MediaPlan,
    OptionPlan,
    Place,
    Sample,
    SampleFile,
)
from .security import CredentialPlan, SchemePlan, TokenPlan
from .structures import StructureField, StructurePlan
from .wheel import MetadataPlan, Package, VariablePlan

__all__ = [
    "IMPLIED",
    "OTHERS",
    "UNKNOWN",
    "Argument",
    "BodyKind",
    "CallbackPlan",
    "ConstantPlan",
    "CredentialPlan",
    "ErrorBodyPlan",
    "ErrorPlan",
    "FieldPlan",
    "MediaPlan",
    "MetadataPlan",
    "ModelField",
    "ModelPlan",
    "OperationPlan",
    "OptionPlan",
    "OutcomePlan",
    "Package",
    "PagePlan",
    "PagingPlan",
    "Path",
    "Place",
    "Sample",
    "SampleFile",
    "SchemePlan",
    "SignedHeaderPlan",
    "StructureField",
    "StructurePlan",
    "TokenPlan",
    "UnionPlan",
    "VariablePlan",
]

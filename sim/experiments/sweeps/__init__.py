"""Many runs of a design, kept so that nothing finished is lost."""

from .plan import Plan, plan_sweep
from .running import sweep

__all__ = ["Plan", "plan_sweep", "sweep"]

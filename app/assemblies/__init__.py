"""Citizens' assemblies: question, remit, dates, members, phases and sources.

It owns the assembly and its phases and works out from the clock where an assembly stands and what is open.
It also owns the items of the openness checklist and what officers say of them.
The state is always derived, never stored.
"""

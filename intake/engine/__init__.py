"""The pure heart of the intake: what is asked, what it scores, where it leads.

Standard library only. Everything is a frozen dataclass or a function over them.
"""

"""Figures (指标数值): what a row asks for, how it is read, shown, disputed and decided."""

namespace Whimbrel.Sql.Facts;

/// <summary>What stands in the definition of one column.</summary>
internal static class ColumnDefinitions
{
    extension(Node column)
    {
        /// <summary>The first constraint of that type in the parser's words: CONSTR_DEFAULT, CONSTR_NOTNULL, CONSTR_GENERATED …</summary>
        internal Node? ColumnConstraint(string type)
        {
            foreach (var constraint in column.Items("constraints"u8).Select(item => item.Unwrap().Body))
            {
                if (constraint.Word("contype"u8) == type)
                    return constraint;
            }

            return null;
        }
    }
}

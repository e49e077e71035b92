namespace Whimbrel.Sql.Schema;

/// <summary>What stands behind "interval": the parser gives the fields as a mask of bits.</summary>
internal static class IntervalFields
{
    private static readonly Dictionary<string, string> _names = new(StringComparer.Ordinal)
    {
        ["2"] = " month",
        ["4"] = " year",
        ["6"] = " year to month",
        ["8"] = " day",
        ["1024"] = " hour",
        ["1032"] = " day to hour",
        ["2048"] = " minute",
        ["3072"] = " hour to minute",
        ["3080"] = " day to minute",
        ["4096"] = " second",
        ["6144"] = " minute to second",
        ["7168"] = " hour to second",
        ["7176"] = " day to second",
    };

    internal static string Of(List<string> arguments) => arguments switch
    {
        [] => "",
        [var fields] => _names.GetValueOrDefault(fields, ""),
        [var fields, var precision, ..] => $"{_names.GetValueOrDefault(fields, "")}({precision})",
    };
}

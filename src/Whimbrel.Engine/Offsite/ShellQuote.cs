namespace Whimbrel.Engine.Offsite;

/// <summary>An argument for a shell on another machine: the one place where a text becomes a part of a command line.</summary>
internal static class ShellQuote
{
    /// <summary>In single quotes, as every POSIX shell reads them.</summary>
    internal static string Of(string argument) => "'" + argument.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}

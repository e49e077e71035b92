namespace Whimbrel.Engine.Offsite;

/// <summary>The one place where a path becomes a part of a command of another machine's POSIX shell.</summary>
internal static class RemoteShell
{
    /// <summary>A word in single quotes, in which the shell changes nothing; a quote in it ends them, stands escaped, and begins them again.</summary>
    public static string Quote(string word) => "'" + word.Replace("'", @"'\''", StringComparison.Ordinal) + "'";
}

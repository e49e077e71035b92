namespace Whimbrel.Sql;

/// <summary>A backslash command of a script that sends nothing: passed over, or refused because it cannot be honoured here.</summary>
/// <param name="Name">Without its backslash.</param>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based, in UTF-16 units.</param>
/// <param name="Note">Why; of \echo, what it says.</param>
public sealed record PsqlCommand(string Name, string Path, int Line, int Column, string Note, bool IsRefused);

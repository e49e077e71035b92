namespace Whimbrel.Engine.Runs;

/// <summary>A committed migration that no script takes back.</summary>
public sealed class NoWayBackException(string message, string hint) : OperatorException(message, hint, ExitCode.SomethingLeft);

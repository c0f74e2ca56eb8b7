using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

// Every native call passes plain values, so its stub can be compiled before a worker starts.
[assembly: DisableRuntimeMarshalling]

// The C library and the system's own: nothing beside the program's files may stand in for them, and nobody need look there.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
